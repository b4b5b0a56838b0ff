export { ROLES } from "./constants";
