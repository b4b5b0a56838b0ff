// A planted violation of the house's boundaries: `npm run check` fails when nothing objects to it.
export { house } from "../lib/house";
