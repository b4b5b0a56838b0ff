export { ROLES } from "../chat/contract";
