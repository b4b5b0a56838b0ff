export { project } from "../projects/contract";
