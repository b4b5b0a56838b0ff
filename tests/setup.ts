// What every test file starts with: settings of an instance nobody else knows.
process.env.BELFRY_SECRET ??= "5e".repeat(32);
process.env.BELFRY_URL ??= "http://localhost:3000";
process.env.LOG_LEVEL ??= "silent";
process.env.REALTIME ??= "off";
// Settings are complete without a database; a test that needs one asks for its own (`useDatabase`).
process.env.DATABASE_URL ??= "postgres://nobody@127.0.0.1:1/none";
