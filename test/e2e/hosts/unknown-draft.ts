import { randomBytes } from 'node:crypto';

/** The id of a draft that Parley does not know: a window whose address names it has an empty request. */
export function unknownDraft(): string {
  return randomBytes(16).toString('base64url');
}
