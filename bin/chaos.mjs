// `npm run chaos`: events from several producers while everything is killed at random. See docs/performance.md.
import { runProgram } from "./run-program.mjs";

await runProgram("chaos", "e2e/chaos");
