export { list } from "./inbox/list";
