import type { FilePlace } from '../collections/collection-files.ts';

/** Whether a place is another one, or in it. */
export function isWithin({ collectionId, path }: FilePlace, outer: FilePlace): boolean {
  if (collectionId !== outer.collectionId) return false;
  return outer.path === '' || path === outer.path || path.startsWith(`${outer.path}/`);
}

/** Where a place is when `from`, which is that place or which it is in, has become `to`. */
export function movedTo({ path }: FilePlace, from: FilePlace, to: FilePlace): FilePlace {
  return { collectionId: to.collectionId, path: to.path + path.slice(from.path.length) };
}
