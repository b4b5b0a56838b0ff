export { clock } from "./clock";
