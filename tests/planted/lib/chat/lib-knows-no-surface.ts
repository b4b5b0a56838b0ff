export { message } from "../../components/chat/message";
