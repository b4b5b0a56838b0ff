export { subject as list } from "../subject";
