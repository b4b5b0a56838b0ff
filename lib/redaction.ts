/** Names under which nobody writes anything else, as keys of a JSON line, however deep they hang. */
const SECRET_KEYS =
  /("[^"\\]{0,40}(?:secret|token|password|passwd|passphrase|authorization|cookie|api[-_]?key|sealed)[^"\\]{0,40}":)(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])/gi;

/** A sign-in code. Other things called `code` (of errors, of the database) are no six digits, and worth reading. */
const CODES = /("code":)"?\d{6}"?(?=[,}])/g;

/** What secrets look like wherever they turn up; the first group, where there is one, stays readable. */
const PATTERNS: RegExp[] = [
  /\b(bf_[0-9a-f]{12}\.)[\w-]+/g,
  /\b(bfs_[0-9a-f]{32}\.)[0-9a-f]+/g,
  /\b(whsec_|re_|xapp-|xox[a-z]-|sk-|sk_live_|rk_live_|gh[opsur]_|github_pat_|signkey-[a-z]+-)[\w+/=-]{8,}/g,
  /\b(eyJ)[\w-]{8,}\.[\w.-]+/g,
  /\b((?:Bearer|Basic) +)[\w.~+/=-]{8,}/gi,
  /(:\/\/[^\s:/?#@"\\]*:)[^\s/?#@"\\]+(?=@)/g,
  /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g,
  /([?&](?:token|key|code|secret|password|sig|signature|auth_signature|api_key)=)[^\s&"\\#]+/gi,
  /(belfry\.(?:session|challenge)=)[^\s;"\\]+/g,
  // A failed query's values: what people wrote, and hashes.
  /(\\nparams: )(?:[^"\\]|\\.)+?(?=\\n {4}at |")/g,
];

/** One line of a log without what must not be in it, still JSON if it was: by key, and by what secrets look like. */
export function redact(line: string): string {
  const byKey = line.replace(SECRET_KEYS, '$1"[redacted]"').replace(CODES, '$1"[redacted]"');
  return PATTERNS.reduce((text, pattern) => text.replace(pattern, "$1[redacted]"), byKey);
}
