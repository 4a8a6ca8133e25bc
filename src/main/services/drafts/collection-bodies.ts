import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { lstat, open, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, posix, relative, sep } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import type { CollectionId } from '#router/contracts/ids.ts';
import type { HttpRequest, StoredFile } from '#router/contracts/request.ts';
import type { CollectionFiles, FilePlace } from '../collections/collection-files.ts';
import type { FileNames } from '../collections/opencollection/file-names.ts';
import { errnoOf } from '../errno.ts';
import { makeFolderDurably } from '../files/make-folder.ts';
import { readPiece } from '../files/pieces.ts';
import { tryToLink } from '../files/replace-file.ts';
import { followTemporary, temporaryName } from '../files/temporary-files.ts';
import { syncFolder } from '../files/write-durably.ts';
import type { UploadSource } from '../http/exchange-types.ts';

/** Where files that a person adds to a request go, in the collection's folder. */
const folderName = 'files';

export interface CollectionBodiesOptions {
  readonly files: Pick<CollectionFiles, 'idAt' | 'absolute'>;
  /** `UploadStore.open` */
  readonly openUpload: (file: StoredFile) => Promise<UploadSource>;
  /** `UploadStore.pathOf` */
  readonly pathOfUpload: (file: StoredFile) => Promise<string>;
}

/** The files that requests send: those beside saved requests, and those that windows have handed over. */
export class CollectionBodies {
  readonly #openUpload: CollectionBodiesOptions['openUpload'];
  readonly #pathOfUpload: CollectionBodiesOptions['pathOfUpload'];
  readonly #files: Pick<CollectionFiles, 'idAt' | 'absolute'>;
  /** Where each file is that a request has named so far. */
  readonly #places = new Map<string, FilePlace>();

  constructor(options: CollectionBodiesOptions) {
    this.#files = options.files;
    this.#openUpload = options.openUpload;
    this.#pathOfUpload = options.pathOfUpload;
  }

  /**
   * How the requests of a collection name their files.
   * @param own paths of further files, by their id, such as those that were uploaded and copied since
   */
  namesIn(collectionId: CollectionId, own: () => Readonly<Record<string, string>> = () => ({})): FileNames {
    return {
      stored: (path, contentType) => this.#stored({ collectionId, path }, contentType),
      pathOf: ({ id }) => {
        const place = this.#places.get(id);
        return own()[id] ?? (place?.collectionId === collectionId ? place.path : undefined);
      },
    };
  }

  /** Where a file is that a request names; undefined where none has named it in this run. */
  placeOf(id: string): FilePlace | undefined {
    return this.#places.get(id);
  }

  /** Makes a file known that a draft names, though what named it first is gone. */
  know(place: FilePlace): void {
    this.#places.set(this.#files.idAt(place), place);
  }

  /**
   * A file to send, an upload as well. Throws a `Failure` that names it where it is gone, or where it is not in the collection's folder: who
   * shares a collection must not make others send what they keep elsewhere.
   */
  async open(file: StoredFile): Promise<UploadSource> {
    if (file.source === 'upload') return this.#openUpload(file);
    const { path, size } = await this.locate(file);
    return { size, read: (signal) => readAll(path, file.name, signal) };
  }

  /** Where a file is that a request sends, and its size. Throws as `open` does. */
  async locate(file: StoredFile): Promise<{ readonly path: string; readonly size: number }> {
    if (file.source === 'upload') return { path: await this.#pathOfUpload(file), size: file.size };
    const { id, name } = file;
    const place = this.#places.get(id);
    if (!place) throw isGone(name);
    const path = await this.#pathInside(place);
    const stored = await stat(path).catch((cause: unknown) => {
      throw isGone(name, cause);
    });
    if (!stored.isFile()) throw isGone(name);
    return { path, size: stored.size };
  }

  /**
   * Copies the uploads of the body in use into the collection's folder, so that who shares the request has them too. One
   * with the same bytes is taken as it is; none is overwritten.
   * @param known those that are there, by the upload's id
   * @returns all of them
   * @throws the system's error, the signal's reason; a `Failure` where an upload is not stored any more
   */
  async adopt(
    collectionId: CollectionId,
    { body }: HttpRequest,
    known: Readonly<Record<string, string>> = {},
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Record<string, string>> {
    const paths = { ...known };
    // Not those of other kinds: the request's file does not name them, and they come when their kind is saved.
    const parts = body.kind === 'multipart' ? body.multipart.filter(({ kind }) => kind === 'file') : [];
    for (const file of body.kind === 'file' ? [body.file] : parts.map((part) => part.file)) {
      if (file?.source === 'upload' && paths[file.id] === undefined) {
        paths[file.id] = await this.#copyIn(collectionId, file, signal);
      }
    }
    return paths;
  }

  async #copyIn(collectionId: CollectionId, file: StoredFile, signal: AbortSignal): Promise<string> {
    const source = await this.#openUpload(file);
    signal.throwIfAborted();
    const folder = this.#files.absolute({ collectionId, path: folderName });
    await makeFolderDurably(folder, 0o777);
    const temporary = join(folder, temporaryName());
    const remove = followTemporary(temporary);
    try {
      const hash = await copy(source, temporary, signal);
      for (const fileName of namesLike(file.name)) {
        const path = join(folder, fileName);
        if ((await tryToLink(temporary, path)) || (await hashOfFile(path, source.size, signal)) === hash) {
          await syncFolder(folder);
          const place = { collectionId, path: `${folderName}/${fileName}` };
          this.know(place);
          return place.path;
        }
      }
      throw new Error('there is always one more name');
    } finally {
      await remove();
    }
  }

  #stored(place: FilePlace, type: string): StoredFile {
    this.know(place);
    const name = posix.basename(place.path.replaceAll('\\', '/'));
    return { id: this.#files.idAt(place), source: 'collection', name, type, size: this.#sizeAt(place) };
  }

  /** For a person to see; 0 where it is not to be had. What is sent is looked at when it is sent. */
  #sizeAt(place: FilePlace): number {
    if (leaves(place.path)) return 0;
    try {
      return statSync(this.#files.absolute(place), { throwIfNoEntry: false })?.size ?? 0;
    } catch (cause) {
      // The collection is closed, or something in the way can't be read: opening the file says so in words.
      if (cause instanceof Failure || errnoOf(cause) !== undefined) return 0;
      throw cause;
    }
  }

  async #pathInside(place: FilePlace): Promise<string> {
    const name = basename(place.path);
    if (leaves(place.path)) throw isOutside(name);
    try {
      const root = await realpath(this.#files.absolute({ ...place, path: '' }));
      const path = await realpath(this.#files.absolute(place));
      if (relative(root, path).split(sep)[0] === '..') throw isOutside(name);
      return path;
    } catch (cause) {
      if (cause instanceof Failure || errnoOf(cause) === undefined) throw cause;
      throw isGone(name, cause);
    }
  }
}

function leaves(path: string): boolean {
  const plain = posix.normalize(path.replaceAll('\\', '/'));
  return plain.startsWith('/') || plain === '..' || plain.startsWith('../') || /^[a-z]:/i.test(plain);
}

/** What no file system dislikes, then with numbers. */
function* namesLike(name: string): Generator<string> {
  const plain =
    name
      .replaceAll(/[\p{Cc}<>:"/\\|?*]/gu, '-')
      .replace(/^[.\s]+|[.\s]+$/g, '')
      .slice(-100) || 'file';
  yield plain;
  const extension = extname(plain);
  for (let number = 2; ; number += 1) {
    yield `${basename(plain, extension)} ${number}${extension}`;
  }
}

/** Resolves with the hash of what is then on the disk. */
async function copy(source: UploadSource, path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path, 'wx');
  try {
    for await (const bytes of source.read(signal)) {
      hash.update(bytes);
      await handle.writeFile(bytes);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

/** Undefined where its size is another one, and for what is no file. */
async function hashOfFile(path: string, size: number, signal: AbortSignal): Promise<string | undefined> {
  const stats = await lstat(path);
  // A link may lead anywhere, and reading a pipe would wait for ever.
  if (!stats.isFile() || stats.size !== size) return undefined;
  const hash = createHash('sha256');
  for await (const bytes of readAll(path, basename(path), signal)) hash.update(bytes);
  return hash.digest('hex');
}

async function* readAll(path: string, name: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw isGone(name, cause);
  });
  try {
    for (let position = 0; ; ) {
      signal.throwIfAborted();
      const piece = await readPiece(handle, position, Infinity);
      if (piece.byteLength === 0) return;
      position += piece.byteLength;
      yield piece;
    }
  } finally {
    await handle.close();
  }
}

function isGone(name: string, cause?: unknown): Failure {
  const errno = errnoOf(cause) ?? 'ENOENT';
  return new Failure(
    'NOT_FOUND',
    `The file “${name}” can’t be read from the collection’s folder. Bring it back, or choose another one.`,
    { phase: 'request', errno, file: name },
    cause === undefined ? undefined : { cause },
  );
}

function isOutside(name: string): Failure {
  return new Failure(
    'PRECONDITION_FAILED',
    `The file “${name}” is not in the collection’s folder, and Parley sends no others for it. Choose the file here to send it.`,
    { phase: 'request', errno: 'ERR_OUTSIDE', file: name },
  );
}
