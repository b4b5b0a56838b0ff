import { render, toPlainText } from "@react-email/render";
import type { ComponentProps, ReactElement } from "react";
import { DigestEmail } from "./digest-email";
import { EventEmail } from "./event-email";

export interface Letter {
  html: string;
  text: string;
}

/** The mail about one event. */
export const writeEvent = (about: ComponentProps<typeof EventEmail>): Promise<Letter> =>
  write(<EventEmail {...about} />);

/** The mail about what was gathered. */
export const writeDigest = (about: ComponentProps<typeof DigestEmail>): Promise<Letter> =>
  write(<DigestEmail {...about} />);

async function write(letter: ReactElement): Promise<Letter> {
  const html = await render(letter);
  return { html, text: toPlainText(html) };
}
