// What every test file starts with: settings of an instance nobody else knows.
process.env.BELFRY_SECRET ??= "5e".repeat(32);
process.env.BELFRY_URL ??= "http://localhost:3000";
process.env.LOG_LEVEL ??= "silent";
process.env.REALTIME ??= "off";
