import { Body, Container, Head, Heading, Hr, Html, Preview, Text } from "@react-email/components";
import { render } from "@react-email/render";
import { env } from "@/lib/env";

const ink = "#2a2320";
const quiet = "#6b615b";

/** Subject and both bodies of the mail that carries a sign-in code. */
export async function composeCodeMail(code: string): Promise<{ subject: string; html: string; text: string }> {
  const page = <CodeEmail code={code} host={new URL(env().BELFRY_URL).host} />;
  return {
    subject: `${code} is your Belfry sign-in code`,
    html: await render(page),
    text: await render(page, { plainText: true }),
  };
}

/** No link on purpose: a code typed where it was asked for cannot be clicked away by somebody else's page. */
function CodeEmail({ code, host }: { code: string; host: string }) {
  return (
    <Html lang="en">
      <Head />
      <Preview>{`${code} signs you in. It works for ten minutes.`}</Preview>
      <Body style={{ backgroundColor: "#fbf9f5", color: ink, fontFamily: "Helvetica, Arial, sans-serif", margin: 0 }}>
        <Container style={{ maxWidth: "480px", padding: "32px 24px" }}>
          <Heading as="h1" style={{ fontFamily: "Georgia, serif", fontSize: "24px", fontWeight: 500, margin: 0 }}>
            Your sign-in code
          </Heading>
          <Text
            style={{ fontSize: "36px", fontWeight: 600, letterSpacing: "8px", lineHeight: "44px", margin: "20px 0" }}
          >
            {code}
          </Text>
          <Text style={{ fontSize: "15px", lineHeight: "23px", margin: 0 }}>
            {`Type it where you asked for it, at ${host}. It works once, for ten minutes, in that browser only.`}
          </Text>
          <Hr style={{ borderColor: "#e6e0d8", margin: "28px 0 12px" }} />
          <Text style={{ color: quiet, fontSize: "12px", margin: 0 }}>
            If you did not ask for a code, somebody may have mistyped their address: you can ignore this mail.
          </Text>
        </Container>
      </Body>
    </Html>
  );
}
