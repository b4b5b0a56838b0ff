import { Body, Container, Head, Heading, Html, Preview, Text } from "@react-email/components";
import { render } from "@react-email/render";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { env } from "@/lib/env";
import { take } from "@/lib/http/limit";
import { log } from "@/lib/log";
import { sendMail } from "./send";

interface Alert {
  /** What it is about: of one key there is one mail an hour at most. */
  key: string;
  title: string;
  /** Paragraphs, with empty lines between them. */
  text: string;
}

const HOURLY = { burst: 1, perSecond: 1 / 3600 };

/**
 * Tells the operator of this installation, at SYSTEM_ALERT_EMAIL, what no workspace can mend; without that setting, or
 * within an hour of the last mail about the same, the log alone. It is no notification, because what fails may be what
 * sends those. Throws when the mail was not taken; it may be tried again then.
 */
export async function alertOperator({ key, title, text }: Alert): Promise<"mailed" | "logged"> {
  log.error({ alert: key, details: text }, title);
  const { SYSTEM_ALERT_EMAIL: to, BELFRY_URL } = env();
  if (!to || (await take(bucketOf(key), HOURLY)) < 0) return "logged";
  const page = <AlertEmail title={title} text={text} host={new URL(BELFRY_URL).host} />;
  const mail = {
    to,
    subject: `[Belfry] ${title}`,
    html: await render(page),
    text: await render(page, { plainText: true }),
    tags: [{ name: "category", value: "operator-alert" }],
    idempotencyKey: `operator-alert:${crypto.randomUUID()}`,
    isUrgent: true,
  };
  // Also in a process that ends: the alert is under way, and its hour would be lost.
  const result = await sendMail(mail, async () => {});
  if (result.ok) return "mailed";
  await db().execute(sql`DELETE FROM rate_buckets WHERE key = ${bucketOf(key)}`);
  log.error({ alert: key, answer: result.message }, "the operator's mail was not taken");
  throw new Error(`The mail to SYSTEM_ALERT_EMAIL was not taken: ${result.message}`);
}

const bucketOf = (key: string) => `operator-alert:${key}`;

function AlertEmail({ title, text, host }: { title: string; text: string; host: string }) {
  return (
    <Html lang="en">
      <Head />
      <Preview>{title}</Preview>
      <Body style={{ backgroundColor: "#fbf9f5", color: "#2a2320", fontFamily: "Helvetica, Arial, sans-serif" }}>
        <Container style={{ maxWidth: "560px", padding: "32px 24px" }}>
          <Heading as="h1" style={{ fontFamily: "Georgia, serif", fontSize: "22px", fontWeight: 500, margin: 0 }}>
            {title}
          </Heading>
          {text.split("\n\n").map((paragraph) => (
            <Text key={paragraph} style={{ fontSize: "15px", lineHeight: "23px", margin: "16px 0 0" }}>
              {paragraph}
            </Text>
          ))}
          <Text style={{ color: "#6b615b", fontSize: "12px", margin: "28px 0 0" }}>
            {`Belfry at ${host}, at most once an hour about the same.`}
          </Text>
        </Container>
      </Body>
    </Html>
  );
}
