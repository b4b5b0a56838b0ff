// Sentences of the web process itself, in the shape of the place they are said in.
"use strict";
const { randomUUID } = require("node:crypto");

const CODES = { 400: "malformed", 405: "method_not_allowed", 413: "too_large" };

/** In the API the one shape of its errors, elsewhere plain text. */
exports.wordsFor = (url, status, message) => {
  if (!url.startsWith("/api/")) return { type: "text/plain", text: message };
  const error = { code: CODES[status], message, requestId: randomUUID() };
  return { type: "application/json", text: JSON.stringify({ error }) };
};
