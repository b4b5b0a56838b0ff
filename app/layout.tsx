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

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcfbf8" },
    { media: "(prefers-color-scheme: dark)", color: "#151210" },
  ],
};

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
