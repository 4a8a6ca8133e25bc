import { Failure } from '#router/contracts/failure.ts';
import { basicCredentials } from '../http/prepare-request.ts';
import { parseTarget, type Target } from '../http/target.ts';

/** What stands before the authority, and the authority, as `parseTarget` takes a URL apart. */
const parts = /^(\s*(?:https?:(?:\/\/)?|\/\/)?)([^/?#\\]*)/is;

/**
 * What goes out of the secrets in a URL, or is told of them, without being them as they are: what stands before a `#`, Basic
 * credentials of user name and password, and what a host and an address come to.
 * @param url variables filled in
 */
export function secretsOfUrl(url: string, secrets: readonly string[]): string[] {
  const found = secrets.filter((secret) => secret !== '' && url.includes(secret));
  if (found.length === 0) return [];
  const [, before = '', authority = ''] = parts.exec(url) ?? [];
  const start = before.length;
  const end = start + authority.length;
  const host = start + authority.lastIndexOf('@') + 1;
  const target = targetOf(url);
  const texts = found.filter((secret) => secret.includes('#')).map((secret) => secret.split('#', 1).join());
  for (const secret of found) {
    for (let from = url.indexOf(secret); from !== -1 && from < end; from = url.indexOf(secret, from + 1)) {
      const to = from + secret.length;
      if (from < host && target?.credentials) texts.push(basicCredentials(target.credentials).slice(6));
      // Such as all of an address: without its user name, or the port that is the usual one, it is another text.
      if (to > end) texts.push(targetOf(url.slice(0, to))?.href ?? '');
      // The host of an address that is secret as a whole is told in failures: they have to name something.
      if (from < start || to <= host) continue;
      const piece = url.slice(Math.max(from, host), Math.min(to, end));
      texts.push(piece);
      if (target && !target.hostname.includes(piece.toLowerCase())) texts.push(target.hostname);
    }
  }
  return texts;
}

/** Undefined for what can't be sent. */
function targetOf(url: string): Target | undefined {
  try {
    return parseTarget(url);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
