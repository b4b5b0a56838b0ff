// `npm run backup -- FILE`: everything in the database, as it is at this moment, into one file. Belfry may run.
import { runBundled } from "./run-command.mjs";

await runBundled("backup");
