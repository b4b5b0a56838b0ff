/**
 * Whether a host is a name of at least two labels in plain ASCII lower case, as links and webhooks carry it. Addresses
 * are none in any spelling (`10.0.0.1`, `0x7f.1`, `2130706433`, `[::1]`), because their last label is no word.
 */
export function isHostName(host: string): boolean {
  return host.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(host);
}
