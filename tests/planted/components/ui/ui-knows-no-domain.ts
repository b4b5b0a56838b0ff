export { message } from "../chat/message";
