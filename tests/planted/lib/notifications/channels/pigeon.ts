export { subject as pigeon } from "../subject";
