import { join } from "node:path";

// Built in dist/floor-app: what it takes from the project lies two folders up.
export default {
  poweredByHeader: false,
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: join(import.meta.dirname, "..", "..") },
  serverExternalPackages: ["pino", "pg", "ws", "pusher", "@neondatabase/serverless"],
};
