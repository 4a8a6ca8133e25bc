import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DraftId } from '#router/contracts/ids.ts';
import { temporarySuffix, writeDurably } from '../files/write-durably.ts';
import { isId } from '../ids.ts';

const extension = '.text';

/** Names a text by what it says. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/**
 * Texts that drafts refer to by their hash, beside the drafts' files: they change seldom and may be large, and would else
 * be written again with each edit. Each is on the disk before the draft's file names it.
 */
export class KeptTexts {
  readonly #folder: string;
  /** Names of the files that are there. */
  readonly #names: Set<string>;
  /** Those that are being written, by name. */
  readonly #writing = new Map<string, Promise<void>>();

  private constructor(folder: string, names: Set<string>) {
    this.#folder = folder;
    this.#names = names;
  }

  /** Removes what a kill left half-written. */
  static async open(folder: string, onError: (error: unknown) => void): Promise<KeptTexts> {
    const names = new Set<string>();
    for (const name of await readdir(folder)) {
      if (!isId(name.slice(0, name.indexOf('.')))) continue;
      if (name.endsWith(extension)) names.add(name);
      if (name.endsWith(`${extension}${temporarySuffix}`)) {
        await rm(join(folder, name), { force: true }).catch(onError);
      }
    }
    return new KeptTexts(folder, names);
  }

  /** The drafts that texts are kept for. */
  get ids(): Set<DraftId> {
    return new Set(Array.from(this.#names, (name) => name.slice(0, name.indexOf('.'))));
  }

  /** Resolves when the text is on the disk. Rejects with the system's error. */
  async keep(id: DraftId, text: string): Promise<void> {
    const name = nameOf(id, hashOf(text));
    if (this.#names.has(name)) return;
    const underWay = this.#writing.get(name) ?? this.#write(name, text);
    this.#writing.set(name, underWay);
    await underWay;
  }

  async #write(name: string, text: string): Promise<void> {
    try {
      await writeDurably(join(this.#folder, name), text);
      this.#names.add(name);
    } finally {
      this.#writing.delete(name);
    }
  }

  /** Throws where it is missing, or is not what was kept. */
  async read(id: DraftId, hash: string): Promise<string> {
    const text = await readFile(join(this.#folder, nameOf(id, hash)), 'utf8');
    if (hashOf(text) !== hash) throw new Error(`the text ${hash} of the draft ${id} is not what was kept`);
    return text;
  }

  /** Removes the texts of a draft that it no longer names. Rejects with the system's error. */
  async removeAllBut(id: DraftId, hashes: readonly string[]): Promise<void> {
    const wanted = new Set(hashes.map((hash) => nameOf(id, hash)));
    for (const name of [...this.#names]) {
      if (!name.startsWith(`${id}.`) || wanted.has(name)) continue;
      this.#names.delete(name);
      await rm(join(this.#folder, name), { force: true });
    }
  }
}

function nameOf(id: DraftId, hash: string): string {
  return `${id}.${hash}${extension}`;
}
