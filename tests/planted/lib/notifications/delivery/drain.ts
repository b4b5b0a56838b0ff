export { pigeon as drain } from "../channels/pigeon";
