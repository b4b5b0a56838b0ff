// Next starts while the database is made ready for it. What clients ask meanwhile waits until the supervisor says by a
// line that it may go on, or is told after a while to come back.
"use strict";
const http = require("node:http");
const { randomUUID } = require("node:crypto");
const { refuse } = require("./refusals.cjs");

const LONGEST_MS = 5_000;
const MOST = 1_000;
const LATER = [503, "Service Unavailable", "Belfry is starting. Try again in a few seconds."];

/** Marks the one request of ours that may pass. */
const OWN = "x-belfry-own";
const own = randomUUID();

let isHeld = process.env.BELFRY_HELD === "1";
let isLate = false;
const waiting = new Set();

/** Whether this request waits; `pass` lets it in. `answer` is a response, or the bare socket of an upgrade. */
exports.holdBack = (request, answer, pass) => {
  if (!isHeld || request.headers[OWN] === own) return false;
  if (isLate || waiting.size >= MOST) return refuse(request, answer, LATER);
  const one = { pass, refuse: () => refuse(request, answer, LATER) };
  waiting.add(one);
  request.socket.once("close", () => waiting.delete(one));
  return true;
};

/** Once this server listens: loads what is asked first, and waits for the line. */
exports.awaitRelease = (server) => {
  if (!isHeld) return;
  process.stdin.once("data", () => {
    isHeld = false;
    for (const { pass } of drained()) pass();
  });
  setTimeout(() => {
    isLate = true;
    if (isHeld) for (const { refuse } of drained()) refuse();
  }, LONGEST_MS).unref();
  const { port, address } = server.address();
  const host = /^(::|0\.0\.0\.0)$/.test(address) ? "127.0.0.1" : address;
  const first = http.get({ host, port, path: "/api/ready", headers: { [OWN]: own }, agent: false }, (answer) =>
    answer.resume(),
  );
  // What comes of it says nothing: there may be no database yet.
  first.on("error", () => {});
};

function drained() {
  const all = [...waiting];
  waiting.clear();
  return all;
}
