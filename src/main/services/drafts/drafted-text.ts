import { isDeepStrictEqual } from 'node:util';
import { Failure } from '#router/contracts/failure.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { FileNames } from '../collections/opencollection/file-names.ts';
import { FormatError } from '../collections/opencollection/format-error.ts';
import { mergeRequests } from '../collections/opencollection/merge-requests.ts';
import { newRequestFile, withChanges } from '../collections/opencollection/request-file.ts';
import { sameRequest } from '../collections/opencollection/same-request.ts';
import { rewriteYaml } from '../yaml/rewrite-yaml.ts';
import type { CollectionBodies } from './collection-bodies.ts';
import { type Reading, readText, type Version, versionOf } from './link.ts';
import { withRowNamesOf } from './row-names.ts';
import { withUnusedKindsOf } from './unused-kinds.ts';
import type { Versions } from './versions.ts';

/** What the draft stands on once it has followed its file. */
export interface Followed {
  readonly version: Version;
  /** The request that it then has; left out where it keeps its own. */
  readonly request?: HttpRequest;
}

/** What a draft's request makes of the text of its file, and what a text of its file makes of the draft. Changes neither. */
export class DraftedText {
  readonly #versions: Versions;
  readonly #bodies: CollectionBodies;

  constructor(versions: Versions, bodies: CollectionBodies) {
    this.#versions = versions;
    this.#bodies = bodies;
  }

  /** How the draft names the files of its body. */
  get names(): FileNames {
    const versions = this.#versions;
    return this.#bodies.namesIn(versions.link.place.collectionId, () => versions.link.files);
  }

  /** Whether saving would change nothing. */
  get isClean(): boolean {
    const { request, base, origin } = this.#versions;
    if (request === base.as) return true;
    try {
      return isDeepStrictEqual(this.#valueOf(origin, request), base.reading.value);
    } catch (cause) {
      // It can't be saved as it is (a file is not in the collection yet): so it has something that is not saved.
      if (cause instanceof Failure || cause instanceof FormatError) return false;
      throw cause;
    }
  }

  /** Throws as `readText` does. */
  read(text: string): Reading {
    return readText(text, this.names);
  }

  /** The file's text as saving a request would make it. Throws as `withChanges` and `rewriteYaml` do. */
  textOf(origin: Version, request: HttpRequest): string {
    const { name } = this.#versions.link;
    // What the file said is lost. It is made anew.
    if (origin.reading.text === '') return newRequestFile(name, 1, request, this.names);
    return rewriteYaml(origin.reading.text, this.#valueOf(origin, request));
  }

  /** A reading with its rows named as in the draft. */
  likeBase(reading: Reading): Version {
    return { reading, as: withRowNamesOf(reading.request, this.#versions.base.as) };
  }

  /** A reading to take the draft's place: with what the draft holds for kinds that are not in use. */
  toTake(reading: Reading): Version {
    const as = withUnusedKindsOf(reading.request, this.#versions.request);
    return isDeepStrictEqual(as, reading.request) ? versionOf(reading) : { reading, as };
  }

  /** The draft's edits made on what others wrote; undefined where both changed the same thing. */
  mergedWith(theirs: Reading): HttpRequest | undefined {
    const { base, request } = this.#versions;
    return mergeRequests(base.as, request, this.likeBase(theirs).as);
  }

  /** How the draft can follow what others wrote; undefined where that is for the person to say. */
  following(theirs: Reading): Followed | undefined {
    const { request, base } = this.#versions;
    // With or without edits: a request that is exchanged for its like would be news to a window in which somebody types.
    if (sameRequest(theirs.request, request)) return { version: { reading: theirs, as: request } };
    if (this.isClean) {
      const version = this.toTake(theirs);
      return { version, request: version.as };
    }
    const isReadTheSame = sameRequest(theirs.request, base.reading.request);
    return isReadTheSame ? { version: { reading: theirs, as: base.as } } : undefined;
  }

  #valueOf(origin: Version, request: HttpRequest): unknown {
    return withChanges(origin.reading.value, origin.as, request, this.names);
  }
}
