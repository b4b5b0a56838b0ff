import { Body, Container, Head, Heading, Hr, Html, Link, Preview, Text } from "@react-email/components";
import type { ReactNode } from "react";

interface Props {
  preview: string;
  workspace: { name: string };
  /** What kind of mail it is, beside the workspace's name. */
  label: string;
  heading: string;
  inboxUrl: string;
  /** Where one stops such mails; null in a mail to a place of the workspace's. */
  stopUrl: string | null;
  children: ReactNode;
}

export const ink = "#2a2320";
export const quiet = "#6b615b";

const footLink = { color: quiet, textDecoration: "underline" };

/** What every mail about notifications looks like: Belfry's plain look, with styles inline and colours in hex, as mail programs want them. */
export function FrameEmail({ preview, workspace, label, heading, inboxUrl, stopUrl, children }: Props) {
  return (
    <Html lang="en">
      <Head />
      <Preview>{preview}</Preview>
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
            {heading}
          </Heading>
          {children}
          <Hr style={{ borderColor: "#e6e0d8", margin: "28px 0 12px" }} />
          <Text style={{ color: quiet, fontSize: "12px", margin: 0 }}>
            {stopUrl
              ? `You get this as a member of ${workspace.name}.`
              : `The administrators of ${workspace.name} have such news sent to this address.`}{" "}
            <Link href={inboxUrl} style={footLink}>
              See it in your inbox
            </Link>
            {stopUrl && (
              <>
                {" · "}
                <Link href={stopUrl} style={footLink}>
                  Stop such mails
                </Link>
              </>
            )}
          </Text>
        </Container>
      </Body>
    </Html>
  );
}
