import "./driver";
import "@/lib/notifications/notify.test";
