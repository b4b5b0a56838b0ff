import { channelsOf } from "@/lib/realtime/generation";
import { signedByResend } from "../resend-webhook";
import { DELIVERY_SAMPLES } from "./delivery-samples";
import { DESTINATION_SAMPLES } from "./destination-samples";
import { DEVICE_SAMPLES } from "./device-samples";
import { EVENT_TYPE_SAMPLES } from "./event-type-samples";
import { INBOX_SAMPLES } from "./inbox-samples";
import { PEOPLE_SAMPLES } from "./people-samples";
import { PHONE_SAMPLES } from "./phone-samples";
import { PREFERENCE_SAMPLES } from "./preference-samples";
import { PROJECT_SAMPLES } from "./project-samples";
import { PUSH_SAMPLES } from "./push-samples";
import type { Row } from "./row";

const nothing: Row = { sample: () => ({}) };

/** One row per operation: an operation without one fails the walk. */
export const SAMPLES: Record<string, Row> = {
  ...INBOX_SAMPLES,
  ...PEOPLE_SAMPLES,
  ...PREFERENCE_SAMPLES,
  ...PUSH_SAMPLES,
  ...PHONE_SAMPLES,
  ...DESTINATION_SAMPLES,
  ...DELIVERY_SAMPLES,
  ...DEVICE_SAMPLES,
  ...EVENT_TYPE_SAMPLES,
  ...PROJECT_SAMPLES,
  "GET /api/health": nothing,
  "GET /api/ready": nothing,
  "GET /api/openapi.json": nothing,
  "POST /api/sign-in/code": { sample: (_, { email }) => ({ body: { email } }) },
  "POST /api/webhooks/resend": {
    sample: () => {
      const { body, headers } = signedByResend({ type: "email.delivered", data: { email_id: "a mail" } });
      const type = headers["content-type"];
      return { file: { type, bytes: new TextEncoder().encode(body) }, headers };
    },
  },
  "POST /api/realtime/user-auth": {
    sample: ({ team: { workspaceId } }) => ({ body: { socketId: "123.456", workspaceId } }),
    refuses: { removed: 403, stranger: 403 },
  },
  "POST /api/realtime/auth": {
    sample: async ({ team: { workspaceId } }, { userId }) => {
      const [channel = `private-user.${userId}.${workspaceId}.0.0`] = await channelsOf([{ userId, workspaceId }]);
      return { body: { socketId: "123.456", channel } };
    },
    refuses: { removed: 403, stranger: 403 },
  },
};
