export { hrtime as clock } from "node:process";
