export interface Device {
  /** `Firefox on Windows`. */
  words: string;
  kind: "computer" | "phone" | "program" | "unknown";
}

/** Most of them claim to be several; the first that fits is the one that is meant. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bVersion\/[\d.]+.*Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string, Device["kind"]][] = [
  [/\biPad\b/, "iPad", "phone"],
  [/\biPhone\b/, "iPhone", "phone"],
  [/\bAndroid\b/, "Android", "phone"],
  [/\bWindows\b/, "Windows", "computer"],
  [/\bCrOS\b/, "ChromeOS", "computer"],
  [/\bMac OS X\b/, "macOS", "computer"],
  [/\bLinux\b/, "Linux", "computer"],
];
const PROGRAM = /^(belfry|curl|wget|node|python-requests|undici|okhttp|go-http-client)\b/i;

/** What a user agent calls itself, as a person would: never exact, only recognisable. */
export function deviceOf(userAgent: string): Device {
  // One of ours that was let in by its person says itself where it runs.
  if (/^belfry on ./.test(userAgent)) return { words: userAgent, kind: "program" };
  const [program] = PROGRAM.exec(userAgent) ?? [];
  if (program) return { words: program, kind: "program" };
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const [, system, kind] = SYSTEMS.find(([pattern]) => pattern.test(userAgent)) ?? [];
  if (!browser && !system) return { words: "An unknown device", kind: "unknown" };
  return { words: [browser ?? "A browser", system].filter(Boolean).join(" on "), kind: kind ?? "unknown" };
}
