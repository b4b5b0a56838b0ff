// Loaded into every process of the instance (NODE_OPTIONS): whoever is told where the database is goes there through
// the door (door.ts), and leaves the database's own port for it.
"use strict";
const { writeFileSync } = require("node:fs");

const { CHAOS_DOOR_PORT: door, CHAOS_DOOR_FILE: file } = process.env;
for (const name of ["DATABASE_URL", "DATABASE_URL_UNPOOLED"]) {
  if (!door || !file || !process.env[name]) continue;
  const url = new URL(process.env[name]);
  if (url.port === door) continue;
  writeFileSync(file, url.port);
  url.port = door;
  process.env[name] = url.href;
}
