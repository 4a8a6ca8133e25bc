/**
 * The policy of the window's document: nothing from elsewhere, no inline script or style without this load's nonce,
 * no frames but previews, no forms, no plug-ins.
 * @param nonce base64, new for each load.
 * @param connect where the page may connect to, beside its own origin.
 * @param workers the files, as whole URLs, that may run as workers.
 */
export function contentSecurityPolicy(
  nonce: string,
  connect: readonly string[],
  workers: readonly string[] = [],
): string {
  return policy({
    'default-src': ["'none'"],
    'script-src': ["'self'", `'nonce-${nonce}'`],
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...connect],
    'worker-src': workers.length > 0 ? workers : ["'none'"],
    // Also what a link in a preview would lead its frame to.
    'frame-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    'object-src': ["'none'"],
  });
}

/**
 * The policy of a response that is shown as a page: of no origin, without scripts, forms, windows or plug-ins
 * (`sandbox`), and nothing is fetched for it. Its own styles are all that it has, inline ones included: without a
 * network they can tell nobody anything.
 */
export const previewSecurityPolicy = policy({
  'default-src': ["'none'"],
  'style-src': ["'unsafe-inline'"],
  'img-src': ['data:'],
  'font-src': ['data:'],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'self'"],
  sandbox: [],
});

/** The policy of a worker: it asks nobody for anything, and loads no more code. */
export const workerSecurityPolicy = policy({ 'default-src': ["'none'"] });

/** The policy of what is never to be shown: files to save, and words for a program. */
export const opaqueSecurityPolicy = policy({
  'default-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  sandbox: [],
});

function policy(directives: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(directives)
    .map(([directive, sources]) => [directive, ...sources].join(' '))
    .join('; ');
}
