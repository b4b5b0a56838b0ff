export { client } from "./chat/messages";
