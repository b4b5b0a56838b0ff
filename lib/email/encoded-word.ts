/** Most bytes of text in one encoded word: 75 letters are allowed, of which `=?UTF-8?B??=` takes 12. */
const MAX_BYTES = 45;
const MARK = "=?";

/**
 * A header's text so that a mail program shows just that: text that looks like an encoded word (RFC 2047) would be
 * decoded into other words, and is therefore encoded itself. What does not look like one stays as it is.
 */
export function encodeLookalikes(text: string): string {
  if (!text.includes(MARK)) return text;
  const words = [""];
  for (const letter of text) {
    const longer = `${words.at(-1)}${letter}`;
    if (Buffer.byteLength(longer) > MAX_BYTES) words.push(letter);
    else words[words.length - 1] = longer;
  }
  // Between two of them a reader drops the space.
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString("base64")}?=`).join(" ");
}

/** The same for a provider that writes the header itself: an invisible joiner keeps the text from looking like one. */
export const breakLookalikes = (text: string): string => text.replaceAll(MARK, "=\u2060?");
