import "./driver";
import "@/lib/notifications/delivery/drain.test";
