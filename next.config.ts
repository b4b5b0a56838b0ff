import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Server packages that open sockets or load files of their own: required at run time, never bundled.
  serverExternalPackages: ["pino", "pg", "ws", "pusher", "@neondatabase/serverless"],
};

export default config;
