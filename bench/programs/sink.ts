import { createServer } from "node:http";

/** A mail provider that takes everything at once and keeps nothing: P8's far end. */
let accepted = 0;
const server = createServer((request, response) => {
  request.resume().once("end", () => {
    const body = JSON.stringify({ id: `mail-${++accepted}` });
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(`{"ready":true,"port":${typeof address === "object" ? address?.port : 0}}`);
});
process.stdin.resume().once("end", () => process.exit(0));
