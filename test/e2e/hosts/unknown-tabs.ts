import { randomBytes } from 'node:crypto';

/** The id of tabs that Parley does not know: a window whose address names them has one, with an empty request. */
export function unknownTabs(): string {
  return randomBytes(16).toString('base64url');
}
