import { randomBytes } from 'node:crypto';
import { opaqueId } from '#router/contracts/ids.ts';

/** A new id that nobody can guess, as `contracts/ids.ts` describes it. */
export function newId(): string {
  return randomBytes(17).toString('base64url').slice(0, 22);
}

/** Whether a file name is an id. What is named otherwise is not ours to delete. */
export function isId(name: string): boolean {
  return opaqueId.safeParse(name).success;
}
