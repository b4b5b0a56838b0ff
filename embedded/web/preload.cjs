// Loaded before Next (`node --require`): what a client sends is made trustworthy before any route sees it.
"use strict";
const http = require("node:http");
const { prepareAnswer } = require("./answers.cjs");
const { awaitRelease, holdBack } = require("./hold.cjs");
const { refusalOf, refuse } = require("./refusals.cjs");

const fromTrustedProxy = process.env.BELFRY_TRUSTED_PROXY === "1";

// Headers Next's own parts use between each other; from outside they have bypassed authorisation more than once.
const INTERNAL = new Set(["x-matched-path", "x-now-route-matches", "x-next-resume-state-length", "next-resume"]);
const INTERNAL_PREFIXES = ["x-middleware-", "x-invoke-"];
const FORWARDED = new Set(["forwarded", "x-real-ip", "x-client-ip"]);

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
      awaitRelease(this);
      endWithSupervisor();
    }
    if (event === "request" || event === "upgrade" || event === "checkContinue") {
      const [request, answer] = args;
      if (event !== "upgrade") prepareAnswer(request, answer);
      const refusal = refusalOf(request, event === "upgrade");
      if (refusal) return refuse(request, answer, refusal);
      const letIn = () => {
        clean(request);
        // Nobody asks again on a connection of a process that ends; it would not end before that is closed.
        if (stopping.signal.aborted && event !== "upgrade") answer.shouldKeepAlive = false;
        return emit.call(this, event, ...args);
      };
      return holdBack(request, answer, letIn) || letIn();
    }
    return emit.call(this, event, ...args);
  };
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

// A client that sends its headers or body drop by drop is cut off; routes that read a body have deadlines of their own.
function limitTimeouts() {
  const createServer = http.createServer;
  http.createServer = (...args) => {
    const options = typeof args[0] === "object" ? args.shift() : {};
    const limits = { headersTimeout: 15_000, requestTimeout: 120_000, connectionsCheckingInterval: 5_000 };
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
