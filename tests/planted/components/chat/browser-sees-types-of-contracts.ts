export { ROLES } from "../../lib/chat/contract";
