import { stat } from 'node:fs/promises';
import { Failure } from '#router/contracts/failure.ts';
import type { CollectionFiles, FilePlace } from '../collections/collection-files.ts';
import { collectionFolder } from '../collections/folder-words.ts';
import { FormatError, markIsForged } from '../collections/opencollection/format-error.ts';
import { isSettled, versionOf } from '../collections/reading/version.ts';
import { errnoOf } from '../errno.ts';
import { storageFailure } from '../files/storage-failure.ts';
import { type TextFiles, TooLargeError, wholeTexts } from '../files/text-files.ts';
import { hasForgedMark } from '../yaml/large-literals.ts';
import { YamlProblem, YamlSource } from '../yaml/yaml-source.ts';

interface Known {
  /** Of the file, when it was read. */
  readonly version: string;
  readonly value: unknown;
}

/** Files that are remembered: what all requests of a few collections share. */
const maxKnown = 500;

/**
 * What YAML files of collections say. Each call looks whether its file is still the one that was parsed: a request is sent with
 * what is on the disk, and not with what a watcher has told of so far.
 */
export class YamlFiles {
  readonly #files: Pick<CollectionFiles, 'absolute'>;
  readonly #texts: TextFiles;
  readonly #known = new Map<string, Known>();

  constructor(files: Pick<CollectionFiles, 'absolute'>, texts: TextFiles = wholeTexts) {
    this.#files = files;
    this.#texts = texts;
  }

  /**
   * @returns undefined where there is no such file.
   * Throws a `Failure`: UNPROCESSABLE_CONTENT with the position where it is no YAML, and where the disk refuses.
   */
  async read(place: FilePlace): Promise<unknown> {
    const path = this.#files.absolute(place);
    try {
      const stats = await stat(path, { bigint: true });
      const [version, readAt] = [versionOf(stats), Date.now()];
      const known = this.#known.get(path);
      if (known?.version === version) return known.value;
      const text = await this.#texts.read(path);
      const { value } = new YamlSource(text);
      if (hasForgedMark(text, value)) throw markIsForged();
      if (isSettled(stats, readAt)) this.#keep(path, { version, value });
      return value;
    } catch (cause) {
      if (errnoOf(cause) === 'ENOENT' || errnoOf(cause) === 'ENOTDIR') return undefined;
      throw unreadable(place, cause);
    }
  }

  #keep(path: string, known: Known): void {
    this.#known.delete(path);
    this.#known.set(path, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > maxKnown && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** What to throw where a file of a collection can't be read as what it should be. */
export function unreadable({ path }: FilePlace, cause: unknown): unknown {
  if (cause instanceof YamlProblem) {
    const at = `line ${cause.line}, column ${cause.column}`;
    return new Failure(
      'UNPROCESSABLE_CONTENT',
      `${path} is not YAML at ${at}: ${cause.message}. Correct it in an editor.`,
      { errno: 'ERR_YAML', file: nameOf(path) },
      { cause },
    );
  }
  if (cause instanceof FormatError) {
    return new Failure(
      'UNPROCESSABLE_CONTENT',
      `${path} can't be read: ${cause.message}. Correct it in an editor.`,
      { errno: 'ERR_FORMAT', file: nameOf(path) },
      { cause },
    );
  }
  if (cause instanceof TooLargeError) return tooLarge(path, cause);
  if (errnoOf(cause) === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    const words = `${path} is not UTF-8. Save it as UTF-8 in an editor.`;
    return new Failure('UNPROCESSABLE_CONTENT', words, { errno: 'ERR_YAML', file: nameOf(path) }, { cause });
  }
  const affected = { what: `${path} could not be read`, then: 'try again', file: nameOf(path) };
  return storageFailure(cause, affected, collectionFolder);
}

function tooLarge(path: string, cause: unknown): Failure {
  return new Failure(
    'PAYLOAD_TOO_LARGE',
    `${path} is too large to be read. Put a body of that size into a file of its own.`,
    { file: nameOf(path) },
    { cause },
  );
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
