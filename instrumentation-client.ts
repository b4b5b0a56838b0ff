import { config } from "zod";

// Runs before any of our modules in the browser. zod compiles its parsers with `new Function` where it may; our
// content security policy forbids that, and even the attempt would be reported as a violation.
config({ jitless: true });
