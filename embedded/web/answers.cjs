// What every answer of the web process has, whichever part of Next gives it.
"use strict";
const http = require("node:http");
const { wordsFor } = require("./words.cjs");

const isSecure = (process.env.BELFRY_URL ?? "").startsWith("https://");
/** How long, and how much, whoever has its answer may go on sending: a client hears it before its connection ends. */
const LINGER_MS = 1_000;
const LINGER_BYTES = 64 * 1024;
const ASK_MS = 2_000;
/** The methods Next knows; of others it says nothing but 400. */
const KNOWN = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);

exports.prepareAnswer = (request, response) => {
  // A year, as for pages; redirects, errors and files are answers too.
  if (isSecure) response.setHeader("strict-transport-security", "max-age=31536000");
  response.once("finish", () => endUnfinished(request));
  if (request.url.startsWith("/api/")) explainMethod(request, response);
};

function endUnfinished(request) {
  if (request.complete) return;
  let left = LINGER_BYTES;
  // Read no further, the rest waits in the network.
  request.on("data", ({ length }) => {
    left -= length;
    if (left < 0) request.socket.pause();
  });
  const timer = setTimeout(() => request.complete || request.destroy(), LINGER_MS);
  timer.unref();
  request.once("close", () => clearTimeout(timer));
}

/**
 * To a method that an address does not take Next answers nothing at all: no words, and not which ones it takes. Its
 * compression writes the head before it ends an answer, so that the head is where such an answer is known.
 */
function explainMethod(request, response) {
  const { writeHead, end } = response;
  const isEmpty = () =>
    (response.statusCode === 405 || (response.statusCode === 400 && !KNOWN.has(request.method))) &&
    !response.headersSent &&
    !response.hasHeader("content-type");
  response.writeHead = function (status, ...given) {
    this.statusCode = status;
    return isEmpty() && given.length === 0 ? this : writeHead.call(this, status, ...given);
  };
  response.end = function (...given) {
    if (!isEmpty()) return end.apply(this, given);
    Object.assign(response, { writeHead, end });
    methodsOf(request).then((allow) => sayMethods(request, response, allow));
    return this;
  };
}

function sayMethods({ url, method }, response, allow) {
  const message = `This address does not take ${method}${allow ? `, but ${allow}` : ""}.`;
  const { type, text } = wordsFor(url, 405, message);
  response.statusCode = 405;
  if (allow) response.setHeader("allow", allow);
  response.setHeader("cache-control", "private, no-store");
  response.setHeader("content-type", type);
  response.setHeader("content-length", Buffer.byteLength(text));
  response.end(method === "HEAD" ? undefined : text);
}

/** Asks ourselves: Next answers OPTIONS for each route by what it exports. */
function methodsOf({ url, headers, socket }) {
  return new Promise((resolve) => {
    const address = { host: socket.localAddress, port: socket.localPort };
    const asked = http.request({ ...address, path: url, method: "OPTIONS", headers: { host: headers.host ?? "self" } });
    asked.setTimeout(ASK_MS, () => asked.destroy());
    asked.on("response", (answer) => {
      answer.resume();
      resolve(answer.headers.allow);
    });
    asked.on("error", () => resolve(undefined));
    asked.end();
  });
}
