// Loaded by bin/prepare.ts for an empty database only: to tell the demo's people something it needs most of Belfry.
export { seedWhenEmpty } from "@/lib/workspaces/seed";
