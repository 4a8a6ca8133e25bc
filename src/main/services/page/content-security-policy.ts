/**
 * The policy of the window's document: nothing from elsewhere, no inline script or style without this load's nonce,
 * no frames, no forms, no plug-ins.
 * @param nonce base64, new for each load.
 * @param connect where the page may connect to, beside its own origin.
 */
export function contentSecurityPolicy(nonce: string, connect: readonly string[]): string {
  return Object.entries({
    'default-src': ["'none'"],
    'script-src': ["'self'", `'nonce-${nonce}'`],
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...connect],
    'worker-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    'object-src': ["'none'"],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}
