import "./driver";
import "@/lib/notifications/events/fan-out.test";
