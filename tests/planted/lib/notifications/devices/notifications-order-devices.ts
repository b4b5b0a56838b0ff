export { drain } from "../delivery/drain";
