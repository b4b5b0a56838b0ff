export { ROLES as message } from "../../lib/chat/client";
