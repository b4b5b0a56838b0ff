// `npm run bench`: measures what docs/performance.md promises. `npm run bench -- P4 P5` runs single rows.
import { runProgram } from "./run-program.mjs";

await runProgram("bench", "bench");
