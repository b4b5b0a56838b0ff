// `npm run restore -- FILE`: a backup into a new, empty database.
import { runBundled } from "./run-command.mjs";

await runBundled("restore");
