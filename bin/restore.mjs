// `npm run restore -- FILE`: a backup into a new, empty database.
import { runBundled } from "./bundled.mjs";

await runBundled("restore");
