// What is refused before Next sees it.
"use strict";
const http = require("node:http");
const { wordsFor } = require("./words.cjs");

/** The one address a socket may be upgraded at, and those of the development server. */
const SOCKETS = /^\/(realtime\/app\/[\w-]{1,100}(\?|$)|_next\/)/;
/** What the development server's own pages send. */
const DEVELOPMENT = /^\/(_next\/|__nextjs)/;
const ON_PAGES = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * What Next would answer with 500, with a redirect to the client's own words, or (an upgrade) never; and what it would
 * keep in memory: a page takes no body, and only the API's routes read one under a cap.
 */
exports.refusalOf = (request, isUpgrade) => {
  const { url, method } = request;
  if (method === "TRACE") return [405, "Method Not Allowed", "This method is not allowed."];
  if (!url.startsWith("/") || !canDecode(url)) return [400, "Bad Request", "This is not an address."];
  if (isUpgrade) return SOCKETS.test(url) ? null : [404, "Not Found", "There is no such address."];
  if (isApi(url) || (process.env.NODE_ENV === "development" && DEVELOPMENT.test(url))) return null;
  if (!ON_PAGES.has(method)) return [405, "Method Not Allowed", "A page is only read.", { allow: "GET, HEAD" }];
  if (hasBody(request)) return [413, "Content Too Large", "A page takes no body."];
  return null;
};

/** `answer` is a response, or the bare socket of an upgrade. */
exports.refuse = (request, answer, [status, reason, sentence, more]) => {
  if (answer instanceof http.ServerResponse) {
    const { type, text } = wordsFor(request.url, status, sentence);
    const headers = { "content-type": type, "content-length": Buffer.byteLength(text), ...more };
    // Closed at once while a body comes, a connection would be reset, and the answer lost with it.
    if (!hasBody(request)) headers.connection = "close";
    answer.writeHead(status, headers).end(request.method === "HEAD" ? undefined : text);
    return true;
  }
  answer.on("error", () => {});
  answer.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Length: ${sentence.length}\r\nConnection: close\r\n\r\n${sentence}`,
  );
  return true;
};

function canDecode(url) {
  try {
    decodeURIComponent(url.split("?", 1)[0]);
    return true;
  } catch {
    return false;
  }
}

/** As it is written and as it is read: dots may lead out of the API. */
const isApi = (url) => url.startsWith("/api/") && new URL(url, "http://self.invalid").pathname.startsWith("/api/");

const hasBody = ({ headers }) => "transfer-encoding" in headers || Number(headers["content-length"] ?? 0) > 0;
