import { Button, Text } from "@react-email/components";
import { Children } from "react";
import { FrameEmail, ink } from "./frame-email";

interface Props {
  workspace: { name: string };
  label: string;
  title: string;
  body: string;
  openUrl: string;
  inboxUrl: string;
  stopUrl: string | null;
}

/** The mail for one event. */
export function EventEmail({ title, body, openUrl, ...frame }: Props) {
  return (
    <FrameEmail {...frame} preview={body || title} heading={title}>
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
    </FrameEmail>
  );
}

/** Line breaks as elements: the text part is made from the page, where a bare newline would be a space. */
function withBreaks(body: string) {
  return Children.toArray(body.split("\n").flatMap((line, i) => (i === 0 ? [line] : [<br key="" />, line])));
}
