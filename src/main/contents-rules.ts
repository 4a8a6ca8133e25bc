/*
 * What a window's page may do beyond its router. Everything that is not named here is refused; `guard-contents.ts`
 * asks Electron to.
 */

/** May write to the clipboard, and have no other permission. */
export function isPermitted(permission: string, requester: string, pageUrl: string): boolean {
  return permission === 'clipboard-sanitized-write' && isSameOrigin(requester, pageUrl);
}

/** A page may load itself again; a frame in it may show what main serves, or what the page wrote. */
export function mayNavigate(
  { url, isMainFrame }: { readonly url: string; readonly isMainFrame: boolean },
  pageUrl: string,
): boolean {
  if (!isMainFrame && (url === 'about:blank' || url === 'about:srcdoc')) return true;
  if (!isSameOrigin(url, pageUrl)) return false;
  return !isMainFrame || new URL(url).pathname === new URL(pageUrl).pathname;
}

/** `origin` is opaque, and thus "null", for every scheme that URL does not know, such as app: outside of Electron. */
function isSameOrigin(url: string, pageUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const [one, other] = [new URL(url), new URL(pageUrl)];
  return one.protocol === other.protocol && one.host === other.host && one.host !== '';
}
