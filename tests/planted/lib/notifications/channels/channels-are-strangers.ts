export { pigeon } from "./pigeon";
