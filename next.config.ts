import type { NextConfig } from "next";

const everywhere = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Out of the way of the person's own menu.
  devIndicators: { position: "bottom-right" },
  // Types are checked by `npm run check`, of tests too; whoever only starts Belfry need not wait for them.
  typescript: { ignoreBuildErrors: true },
  // Server packages that open sockets or load files of their own: required at run time, never bundled.
  serverExternalPackages: ["pino", "pg", "ws", "pusher", "twilio", "@neondatabase/serverless"],
  // What depends on settings comes from proxy.ts (CSP with its nonce) and embedded/web (HSTS): the build freezes this.
  headers: async () => [
    { source: "/:path*", headers: everywhere },
    {
      source: "/api/:path*",
      headers: [{ key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" }],
    },
  ],
};

export default config;
