export { server } from "../embedded/server";
