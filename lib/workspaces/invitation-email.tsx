import { Body, Button, Container, Head, Heading, Hr, Html, Preview, Text } from "@react-email/components";
import { render } from "@react-email/render";

const ink = "#2a2320";
const quiet = "#6b615b";

export interface InvitationMail {
  workspace: string;
  /** Who asks; null when that person is gone. */
  inviter: string | null;
  role: string;
  link: string;
  days: number;
}

/** Subject and both bodies of the mail that carries an invitation's link. */
export async function composeInvitationMail(
  given: InvitationMail,
): Promise<{ subject: string; html: string; text: string }> {
  const page = <InvitationEmail {...given} />;
  return {
    subject: `${given.inviter ?? "Somebody"} invites you to ${given.workspace}`,
    html: await render(page),
    text: await render(page, { plainText: true }),
  };
}

function InvitationEmail({ workspace, inviter, role, link, days }: InvitationMail) {
  return (
    <Html lang="en">
      <Head />
      <Preview>{`Join ${workspace} on Belfry. The link works for ${days} days.`}</Preview>
      <Body style={{ backgroundColor: "#fbf9f5", color: ink, fontFamily: "Helvetica, Arial, sans-serif", margin: 0 }}>
        <Container style={{ maxWidth: "480px", padding: "32px 24px" }}>
          <Heading as="h1" style={{ fontFamily: "Georgia, serif", fontSize: "24px", fontWeight: 500, margin: 0 }}>
            {`Join ${workspace}`}
          </Heading>
          <Text style={{ fontSize: "15px", lineHeight: "23px", margin: "16px 0 24px" }}>
            {`${inviter ?? "Somebody"} invites you to ${workspace} on Belfry, as ${article(role)} ${role}.`}
          </Text>
          <Button
            href={link}
            style={{
              backgroundColor: ink,
              borderRadius: "6px",
              color: "#fbf9f5",
              fontSize: "15px",
              padding: "12px 20px",
            }}
          >
            Open the invitation
          </Button>
          <Text style={{ fontSize: "15px", lineHeight: "23px", margin: "24px 0 0" }}>
            {`The link works once, for ${days} days, and is meant for you alone.`}
          </Text>
          <Hr style={{ borderColor: "#e6e0d8", margin: "28px 0 12px" }} />
          <Text style={{ color: quiet, fontSize: "12px", margin: 0 }}>
            If you do not know who this is from, you can ignore this mail.
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

const article = (role: string) => (/^[aeiou]/.test(role) ? "an" : "a");
