import { readdir } from 'node:fs/promises';
import { NameTakenError } from '../../files/name-taken-error.ts';
import type { CollectionFiles, FilePlace } from '../collection-files.ts';
import { joined } from '../reading/file-roles.ts';
import { collisionKey, endingOf, freeName } from './file-names.ts';

/** The name that something is to have in a folder. */
export interface WantedName {
  readonly stem: string;
  /** Such as `.yml`; '' for a folder. */
  readonly ending: string;
  /** The name it has there already. */
  readonly own?: string;
}

type Use = (place: FilePlace) => Promise<void>;

/**
 * Uses the place in a folder where nothing is yet that has the wanted name, or one like it.
 * @param use throws `NameTakenError` where somebody else was faster: the next place is tried
 * @returns the place that was used. Throws what `use` throws, or the system's error.
 */
export function inFreePlace(
  files: Pick<CollectionFiles, 'absolute'>,
  parent: FilePlace,
  { stem, ending, own }: WantedName,
  use: Use,
): Promise<FilePlace> {
  return firstFree(files, parent, use, (taken) =>
    freeName(
      stem,
      ending,
      taken.filter((name) => name !== own),
    ),
  );
}

/** As `inFreePlace`, for something that had a name before: whatever that means, it has it again unless it is taken. */
export function inFormerPlace(
  files: Pick<CollectionFiles, 'absolute'>,
  parent: FilePlace,
  name: string,
  use: Use,
): Promise<FilePlace> {
  const ending = endingOf(name);
  const stem = ending === '' ? name : name.slice(0, -ending.length);
  return firstFree(files, parent, use, (taken) =>
    taken.some((other) => collisionKey(other) === collisionKey(name)) ? freeName(stem, ending, taken) : name,
  );
}

async function firstFree(
  files: Pick<CollectionFiles, 'absolute'>,
  { collectionId, path }: FilePlace,
  tryPlace: Use,
  choose: (taken: readonly string[]) => string,
): Promise<FilePlace> {
  // A file system may take two names for one that `collisionKey` tells apart.
  const refused: string[] = [];
  for (;;) {
    const name = choose([...(await readdir(files.absolute({ collectionId, path }))), ...refused]);
    const place = { collectionId, path: joined(path, name) };
    try {
      await tryPlace(place);
      return place;
    } catch (cause) {
      if (!(cause instanceof NameTakenError)) throw cause;
      refused.push(name);
    }
  }
}
