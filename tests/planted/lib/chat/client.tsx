export { ROLES } from "./contract";
