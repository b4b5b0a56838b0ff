import * as auth from "@/lib/auth/contract";
import * as device from "@/lib/auth/device-contract";
import * as health from "@/lib/health/contract";
import type { Endpoint } from "@/lib/http/endpoint";
import { isEndpoint } from "@/lib/http/openapi";
import * as reference from "@/lib/http/reference-contract";
import * as integrations from "@/lib/integrations/contract";
import * as emailStatus from "@/lib/notifications/delivery/email-status-contract";
import * as deliveries from "@/lib/notifications/delivery/log/contract";
import * as smsStatus from "@/lib/notifications/delivery/sms-status-contract";
import * as destinations from "@/lib/notifications/destinations/contract";
import * as apps from "@/lib/notifications/devices/app-contract";
import * as devices from "@/lib/notifications/devices/contract";
import * as eventTypes from "@/lib/notifications/event-types/contract";
import * as events from "@/lib/notifications/events/contract";
import * as simulation from "@/lib/notifications/events/simulate-contract";
import * as inbox from "@/lib/notifications/inbox/contract";
import * as inboxEdits from "@/lib/notifications/inbox/edits-contract";
import * as inboxFilters from "@/lib/notifications/inbox/filters-contract";
import * as preferences from "@/lib/notifications/preferences/contract";
import * as mutes from "@/lib/notifications/preferences/mutes-contract";
import * as schedule from "@/lib/notifications/preferences/schedule-contract";
import * as unsubscribe from "@/lib/notifications/preferences/unsubscribe-contract";
import * as phone from "@/lib/phone/contract";
import * as profile from "@/lib/profile/contract";
import * as projects from "@/lib/projects/contract";
import * as realtime from "@/lib/realtime/contract";
import * as workspaces from "@/lib/workspaces/contract";
import * as invitations from "@/lib/workspaces/invitations-contract";

/** Every operation of the API, gathered from the contracts: a contract that is missing here fails a test. */
export const ENDPOINTS: Endpoint[] = [
  events,
  inbox,
  inboxEdits,
  inboxFilters,
  preferences,
  schedule,
  mutes,
  simulation,
  unsubscribe,
  deliveries,
  eventTypes,
  projects,
  devices,
  apps,
  phone,
  emailStatus,
  smsStatus,
  workspaces,
  invitations,
  profile,
  auth,
  device,
  realtime,
  destinations,
  integrations,
  health,
  reference,
]
  .flatMap((contract): unknown[] => Object.values(contract))
  .filter(isEndpoint);
