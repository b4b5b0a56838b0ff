export { ROLES } from "../../db/enums";
