export { client as record } from "../../db/client";
