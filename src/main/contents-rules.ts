/*
 * What a window's page may do beyond its router. Everything that is not named here is refused; `guard-contents.ts`
 * asks Electron to.
 */

/** Who asks for a permission, as far as Electron says. */
export interface Requester {
  /** The address of the frame that asks, or its origin. */
  readonly url: string;
  readonly isMainFrame: boolean;
}

/** The page itself may write to the clipboard, and has no other permission. A frame in it has none: it may be a preview. */
export function isPermitted(permission: string, requester: Requester, pageUrl: string): boolean {
  return (
    permission === 'clipboard-sanitized-write' &&
    requester.isMainFrame &&
    isSameOrigin(requester.url, pageUrl)
  );
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
