export { subject } from "../attic/notifications-room-without-place";
