import type { MetadataRoute } from "next";

const PAPER = "#fcfbf8";

/** What makes Belfry an app of its own on a phone or a desktop. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "/",
    name: "Belfry",
    short_name: "Belfry",
    description: "One inbox for everything that wants your attention.",
    lang: "en",
    start_url: "/notifications",
    scope: "/",
    display: "standalone",
    theme_color: PAPER,
    background_color: PAPER,
    categories: ["productivity"],
    icons: [
      { src: "/icons/192.png", sizes: "192x192", type: "image/png", purpose: "any" },
      { src: "/icons/512.png", sizes: "512x512", type: "image/png", purpose: "any" },
      { src: "/icons/maskable-192.png", sizes: "192x192", type: "image/png", purpose: "maskable" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [
      { name: "Inbox", url: "/notifications?show=all", icons: [{ src: "/icons/192.png", sizes: "192x192" }] },
      { name: "Unread", url: "/notifications", icons: [{ src: "/icons/192.png", sizes: "192x192" }] },
    ],
  };
}
