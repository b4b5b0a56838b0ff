export { error } from "../lib/errors";
