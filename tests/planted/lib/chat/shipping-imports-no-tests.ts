export { factory } from "../../tests/factory";
