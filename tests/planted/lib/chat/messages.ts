export { client } from "../../db/client";
export { record } from "../activity/record";
