export { mayRead } from "../../lib/chat/permissions";
