// Loaded before Next (`node --require`): what a client sends is made trustworthy before any route sees it.
"use strict";
const http = require("node:http");

const fromTrustedProxy = process.env.BELFRY_TRUSTED_PROXY === "1";

// Headers Next's own parts use between each other; from outside they have bypassed authorisation more than once.
const INTERNAL = new Set(["x-matched-path", "x-now-route-matches", "x-next-resume-state-length", "next-resume"]);
const INTERNAL_PREFIXES = ["x-middleware-", "x-invoke-"];
const FORWARDED = new Set(["forwarded", "x-real-ip", "x-client-ip"]);

/** The one address a socket may be upgraded at, and those of the development server. */
const SOCKETS = /^\/(realtime\/app\/[\w-]{1,100}(\?|$)|_next\/)/;

let isWatching = false;
let isListening = false;

/** Of lib/shutdown.ts. */
const stopping = new AbortController();
globalThis.belfryStopping = stopping;

limitTimeouts();
cleanIncoming();

function cleanIncoming() {
  const emit = http.Server.prototype.emit;
  http.Server.prototype.emit = function (event, ...args) {
    if (event === "listening") {
      stopInOrder();
      endWithSupervisor();
    }
    if (event === "request" || event === "upgrade" || event === "checkContinue") {
      const refusal = refusalOf(args[0], event === "upgrade");
      if (refusal) return refuse(args[1], refusal);
      clean(args[0]);
      // Nobody asks again on a connection of a process that ends; it would not end before that is closed.
      if (stopping.signal.aborted && event !== "upgrade") args[1].shouldKeepAlive = false;
    }
    return emit.call(this, event, ...args);
  };
}

// What Next would answer with 500, with a redirect to the client's own words, or (an upgrade) never.
function refusalOf({ url, method }, isUpgrade) {
  if (method === "TRACE") return [405, "Method Not Allowed", "This method is not allowed."];
  if (!url.startsWith("/") || !canDecode(url)) return [400, "Bad Request", "This is not an address."];
  if (isUpgrade && !SOCKETS.test(url)) return [404, "Not Found", "There is no such address."];
  return null;
}

function canDecode(url) {
  try {
    decodeURIComponent(url.split("?", 1)[0]);
    return true;
  } catch {
    return false;
  }
}

/** `answer` is a response, or the bare socket of an upgrade. */
function refuse(answer, [status, reason, sentence]) {
  if (answer instanceof http.ServerResponse) {
    const headers = { "content-type": "text/plain", "content-length": sentence.length, connection: "close" };
    answer.writeHead(status, headers).end(sentence);
    return true;
  }
  answer.on("error", () => {});
  answer.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Length: ${sentence.length}\r\nConnection: close\r\n\r\n${sentence}`,
  );
  return true;
}

function clean(request) {
  const headers = request.headers;
  for (const name of Object.keys(headers)) if (isRefused(name)) delete headers[name];
  const raw = request.rawHeaders;
  request.rawHeaders = [];
  for (let i = 0; i < raw.length; i += 2) {
    if (!isRefused(raw[i].toLowerCase())) request.rawHeaders.push(raw[i], raw[i + 1]);
  }
  if (fromTrustedProxy) return;
  const address = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  headers["x-forwarded-for"] = address;
  request.rawHeaders.push("X-Forwarded-For", address);
}

function isRefused(name) {
  if (INTERNAL.has(name) || INTERNAL_PREFIXES.some((prefix) => name.startsWith(prefix))) return true;
  return !fromTrustedProxy && (FORWARDED.has(name) || name.startsWith("x-forwarded-"));
}

// A client that sends its headers or body drop by drop is cut off; a slow upload has five minutes.
function limitTimeouts() {
  const createServer = http.createServer;
  http.createServer = (...args) => {
    const options = typeof args[0] === "object" ? args.shift() : {};
    const limits = { headersTimeout: 15_000, requestTimeout: 300_000, connectionsCheckingInterval: 5_000 };
    return createServer({ ...limits, ...options }, ...args);
  };
}

// Next finishes the requests under way and then exits; what they do hears of it here, and begins nothing more. The
// listener comes before Next's, and stays: a second signal must not end the process while it does so.
function stopInOrder() {
  if (isListening) return;
  isListening = true;
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.prependListener(signal, () => {
      stopping.abort();
      // Nobody else cares: then it is what it was without us.
      if (process.listenerCount(signal) === 1) process.exit(0);
    });
  }
}

// Next starts helpers of its own, with other pipes; only the process that listens belongs to the supervisor.
function endWithSupervisor() {
  if (process.env.BELFRY_SUPERVISED !== "1" || isWatching) return;
  isWatching = true;
  process.stdin.resume();
  process.stdin.on("end", () => process.exit(0));
  process.stdin.on("error", () => process.exit(0));
  if (process.channel) process.on("disconnect", () => process.exit(0));
}
