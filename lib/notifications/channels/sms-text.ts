/** Two segments of plain GSM text, or five of any other script. */
const MAX_UNITS = 320;

/** What a phone network carries in 7 bits (GSM 03.38); the second list takes two places each. */
const GSM = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const GSM_TWICE = new Set("^{}\\[~]|€");

/** One curly quote would make a message of 160 places one of 70: what looks the same is written plainly. */
const PLAIN: Record<string, string> = {
  "‘": "'",
  "’": "'",
  "‚": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "«": '"',
  "»": '"',
  "–": "-",
  "—": "-",
  "−": "-",
  "…": "...",
  "·": "-",
  "•": "-",
};

interface Parts {
  workspace: string;
  title: string;
  body: string;
  /** Absolute; stands at the end, whole, on a line of its own. */
  link: string;
}

/** The text of one message: who says what, cut between two characters as people see them, and where to read on. */
export function composeSms({ workspace, title, body, link }: Parts): string {
  const words = [`${plainLine(workspace)}: ${plainLine(title)}`, plainLine(body)].filter(Boolean).join("\n");
  const whole = `${words}\n${link}`;
  return unitsOf(whole) <= MAX_UNITS ? whole : `${cut(words, `\n${link}`)}\n${link}`;
}

/** How many places a text takes on the network: septets of GSM where it suffices, else units of UCS-2. */
export function unitsOf(text: string): number {
  let septets = 0;
  for (const letter of text) {
    if (!GSM.has(letter) && !GSM_TWICE.has(letter)) return text.length;
    septets += GSM_TWICE.has(letter) ? 2 : 1;
  }
  return septets;
}

/**
 * One line without anything that is not seen: no control character ends it early or turns its direction. Joiners stay,
 * as emoji and several scripts are made with them.
 */
function plainLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/(?![\u200c\u200d])[\p{Cf}\ufffd]/gu, "")
    .replace(/[‘’‚“”„«»–—−…·•]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/\p{Zs}+/gu, " ")
    .trim();
}

/** As many whole characters as leave room for the rest; a link among them is left out rather than broken. */
function cut(words: string, rest: string): string {
  const letters = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(words)].map((one) => one.segment);
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (unitsOf(`${letters.slice(0, middle).join("")}...${rest}`) <= MAX_UNITS) low = middle;
    else high = middle - 1;
  }
  const kept = letters.slice(0, low).join("");
  const isInWord = /\S$/.test(kept) && /^\S/.test(letters.slice(low).join(""));
  return `${(isInWord ? kept.replace(/\S*:\/\/\S*$/, "") : kept).trimEnd()}...`;
}
