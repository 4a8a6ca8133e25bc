import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { errnoOf } from '../../errno.ts';
import { writeDurably } from '../../files/write-durably.ts';
import type { KnownFiles } from './folder-reader.ts';
import { type Facts, factsSchema } from './found.ts';

/** Counts up whenever the same text comes to mean something else for the tree. */
const format = 2;

const cacheSchema = z.object({
  format: z.literal(format),
  /** Of another folder that has the collection's id nothing is known. */
  root: z.string(),
  files: z.array(z.tuple([z.string(), z.string(), factsSchema])),
});

/**
 * What the last run has read of a collection: a file of the same version is not read again. Nothing in it can't be had
 * again, so that one that is broken, or of another version of Parley, is as good as none.
 */
export class ReadingCache {
  readonly #path: string;
  readonly #root: string;

  /** @param path of the cache's file. @param root the collection's folder. */
  constructor(path: string, root: string) {
    this.#path = path;
    this.#root = root;
  }

  /** Throws the system's error, but where there is no cache. */
  async load(): Promise<KnownFiles> {
    const cache = cacheSchema.safeParse(parsed(await this.#text()));
    if (!cache.success || cache.data.root !== this.#root) return new Map();
    return new Map(cache.data.files.map(([path, version, facts]) => [path, { version, facts }]));
  }

  /** Throws the system's error. */
  async save(files: Iterable<[path: string, version: string, facts: Facts]>): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    await writeDurably(this.#path, JSON.stringify({ format, root: this.#root, files: [...files] }));
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  async #text(): Promise<string> {
    try {
      return await readFile(this.#path, 'utf8');
    } catch (cause) {
      if (errnoOf(cause) === 'ENOENT') return '';
      throw cause;
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
