import "./driver";
import "@/lib/notifications/events/notify.test";
