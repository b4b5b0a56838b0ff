export { client } from "./messages";
