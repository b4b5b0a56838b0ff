const HOME = "/notifications";

/**
 * Where to go after sign-in: a path of our own, or the inbox when `given` is anything else (another site, a scheme,
 * a backslash, control characters, a path that turns into `//host` once its dots are resolved, sign-in itself).
 */
export function nextPath(given: string | undefined): string {
  if (!given || given.length > 2000 || !/^\/(?!\/)[^\\\p{Cc}]*$/u.test(given)) return HOME;
  const self = "http://self.invalid";
  const url = URL.canParse(given, self) ? new URL(given, self) : undefined;
  if (!url || url.origin !== self || /^\/(\/|sign-in(\/|$)|api(\/|$))/.test(url.pathname)) return HOME;
  return `${url.pathname}${url.search}${url.hash}`;
}
