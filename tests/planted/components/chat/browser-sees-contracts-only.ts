export { client } from "../../lib/chat/messages";
