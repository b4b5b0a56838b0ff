export { subject } from "../subject";
