import "./driver";
import "@/lib/notifications/fan-out.test";
