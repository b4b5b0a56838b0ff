import { Body, Button, Container, Head, Heading, Hr, Html, Link, Preview, Text } from "@react-email/components";
import { Children } from "react";

interface Props {
  workspace: { name: string };
  label: string;
  title: string;
  body: string;
  openUrl: string;
  inboxUrl: string;
}

const ink = "#2a2320";
const quiet = "#6b615b";

/** The mail for one event, in Belfry's plain look; mail programs want their styles inline and in hex. */
export function EventEmail({ workspace, label, title, body, openUrl, inboxUrl }: Props) {
  return (
    <Html lang="en">
      <Head />
      <Preview>{body || title}</Preview>
      <Body style={{ backgroundColor: "#fbf9f5", color: ink, fontFamily: "Helvetica, Arial, sans-serif", margin: 0 }}>
        <Container style={{ maxWidth: "560px", padding: "32px 24px" }}>
          <Text style={{ color: quiet, fontSize: "13px", margin: 0 }}>
            {workspace.name} · {label}
          </Text>
          <Heading
            as="h1"
            style={{
              fontFamily: "Georgia, serif",
              fontSize: "24px",
              fontWeight: 500,
              lineHeight: "30px",
              margin: "8px 0 12px",
            }}
          >
            {title}
          </Heading>
          {body && <Text style={{ fontSize: "15px", lineHeight: "23px", margin: "0 0 20px" }}>{withBreaks(body)}</Text>}
          <Button
            href={openUrl}
            style={{
              backgroundColor: ink,
              borderRadius: "8px",
              color: "#fbf9f5",
              fontSize: "14px",
              fontWeight: 600,
              padding: "10px 16px",
            }}
          >
            Open
          </Button>
          <Hr style={{ borderColor: "#e6e0d8", margin: "28px 0 12px" }} />
          <Text style={{ color: quiet, fontSize: "12px", margin: 0 }}>
            You get this as a member of {workspace.name}.{" "}
            <Link href={inboxUrl} style={{ color: quiet, textDecoration: "underline" }}>
              See it in your inbox
            </Link>
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

/** Line breaks as elements: the text part is made from the page, where a bare newline would be a space. */
function withBreaks(body: string) {
  return Children.toArray(body.split("\n").flatMap((line, i) => (i === 0 ? [line] : [<br key="" />, line])));
}
