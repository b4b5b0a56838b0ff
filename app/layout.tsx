import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { readTheme } from "@/components/shell/theme-cookie";
import { fontClasses } from "./fonts";
import "./globals.css";

export const metadata: Metadata = {
  applicationName: "Belfry",
  description: "One inbox for everything that wants your attention.",
  robots: { index: false, follow: false },
};

/** The paper's colour, for the browser's own frame. */
const PAPER = { light: "#fcfbf8", dark: "#151210" };

export async function generateViewport(): Promise<Viewport> {
  const theme = await readTheme();
  return {
    width: "device-width",
    initialScale: 1,
    viewportFit: "cover",
    themeColor: theme
      ? PAPER[theme]
      : [
          { media: "(prefers-color-scheme: light)", color: PAPER.light },
          { media: "(prefers-color-scheme: dark)", color: PAPER.dark },
        ],
  };
}

/** The document. Always rendered for one request: its scripts carry that request's nonce, its theme that person's cookie. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  await connection();
  const theme = await readTheme();
  return (
    <html lang="en" data-theme={theme} className={fontClasses} suppressHydrationWarning>
      <body>{children}</body>
    </html>
  );
}
