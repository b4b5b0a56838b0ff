import "./driver";
import "@/lib/notifications/deliveries.test";
