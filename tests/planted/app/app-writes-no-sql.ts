export { client } from "../db/client";
