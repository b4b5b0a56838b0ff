export { Pool } from "./pool";
