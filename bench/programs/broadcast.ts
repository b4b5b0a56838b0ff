import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { WebSocketServer } from "ws";

/** P9's floor: whatever is posted goes to every open socket, with nothing between. */
const server = createServer(async (request, response) => {
  const message = await text(request);
  for (const socket of sockets.clients) socket.send(message);
  response.end("{}");
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(`{"ready":true,"port":${typeof address === "object" ? address?.port : 0}}`);
});
process.stdin.resume().once("end", () => process.exit(0));
