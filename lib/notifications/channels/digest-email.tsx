import { Link, Section, Text } from "@react-email/components";
import { FrameEmail, ink, quiet } from "./frame-email";

interface Item {
  label: string;
  title: string;
  body: string;
  url: string;
}

interface Props {
  workspace: { name: string };
  heading: string;
  items: Item[];
  /** How many more there are than these. */
  more: number;
  inboxUrl: string;
  stopUrl: string | null;
}

/** The mail that tells of several events at once. */
export function DigestEmail({ heading, items, more, ...frame }: Props) {
  return (
    <FrameEmail {...frame} label="Digest" preview={items.map(({ title }) => title).join(" · ")} heading={heading}>
      {items.map(({ label, title, body, url }) => (
        <Section key={url} style={{ borderTop: "1px solid #e6e0d8", padding: "12px 0" }}>
          <Text style={{ color: quiet, fontSize: "12px", margin: 0 }}>{label}</Text>
          <Text style={{ fontSize: "15px", fontWeight: 600, lineHeight: "22px", margin: 0 }}>
            <Link href={url} style={{ color: ink }}>
              {title}
            </Link>
          </Text>
          {body && (
            <Text style={{ color: quiet, fontSize: "14px", lineHeight: "21px", margin: "2px 0 0" }}>{body}</Text>
          )}
        </Section>
      ))}
      {more > 0 && (
        <Text style={{ color: quiet, fontSize: "14px", margin: "12px 0 0" }}>And {more} more in your inbox.</Text>
      )}
    </FrameEmail>
  );
}
