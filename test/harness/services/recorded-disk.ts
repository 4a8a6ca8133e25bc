import { promises, readdirSync, readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join, sep } from 'node:path';

/** What was asked of the system that changes a disk, in that order. Files are numbered, whatever their names. */
export type DiskCall =
  | { readonly call: 'create'; readonly path: string; readonly file: number }
  | { readonly call: 'write'; readonly file: number; readonly content: string }
  | { readonly call: 'sync'; readonly file: number }
  | { readonly call: 'sync folder'; readonly path: string }
  | { readonly call: 'mkdir' | 'remove'; readonly path: string }
  | { readonly call: 'rename' | 'link'; readonly from: string; readonly to: string };

/** A folder's files at one time: their texts, by path; null for a folder. */
export type DiskContents = ReadonlyMap<string, string | null>;

export interface Recording {
  readonly before: DiskContents;
  readonly calls: readonly DiskCall[];
  readonly after: DiskContents;
}

export interface RecordingOptions {
  /** Calls that concern other folders are left out. */
  readonly root: string;
  /** Renames that are refused as if the two were on different disks. */
  readonly isOtherDisk?: (from: string, to: string) => boolean;
}

/**
 * Does work and records its calls of `node:fs/promises`, which are made all the same. A call that is not known to the recording
 * and changes a disk is an error. Nothing else must run in this process meanwhile.
 */
export async function recordCalls(
  { root, isOtherDisk = () => false }: RecordingOptions,
  work: () => Promise<void>,
): Promise<Recording> {
  const before = contentsOf(root);
  const recorder = new Recorder(root, before, isOtherDisk);
  const original = { ...promises };
  Object.assign(promises, recorder.wrapped(original));
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(promises, original);
    syncBuiltinESMExports();
  }
  return { before, calls: recorder.calls, after: contentsOf(root) };
}

export function contentsOf(root: string): DiskContents {
  const contents = new Map<string, string | null>([[root, null]]);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    contents.set(path, entry.isDirectory() ? null : readFileSync(path, 'utf8'));
  }
  return contents;
}

type Fs = typeof promises;

/** What would change a disk past the recording. */
const unknownCalls = [
  'appendFile',
  'chmod',
  'cp',
  'mkdtemp',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'writeFile',
] as const;

class Recorder {
  readonly calls: DiskCall[] = [];
  readonly #root: string;
  readonly #isOtherDisk: (from: string, to: string) => boolean;
  readonly #files = new Map<string, number>();
  #count = 0;

  constructor(root: string, before: DiskContents, isOtherDisk: (from: string, to: string) => boolean) {
    this.#root = root;
    this.#isOtherDisk = isOtherDisk;
    for (const [path, text] of before) if (text !== null) this.#number(path);
  }

  /** What stands for the functions of `node:fs/promises`. */
  wrapped(fs: Fs): object {
    const isInside = (...paths: string[]) => paths.some((path) => this.#isInside(path));
    const refused = unknownCalls.map((name) => {
      const wrapped = (...args: unknown[]): unknown => {
        if (isInside(String(args[0]))) throw new Error(`the recording knows no ${name}`);
        return Reflect.apply(fs[name], fs, args);
      };
      return [name, wrapped] as const;
    });
    return {
      ...Object.fromEntries(refused),
      open: async (path: string, flags?: string, mode?: number) => {
        const handle = await fs.open(path, flags, mode);
        if (!isInside(path)) return handle;
        if (flags === 'w' || flags === 'wx') {
          if (this.#files.has(path)) throw new Error(`${path} is there, and is written to`);
          this.calls.push({ call: 'create', path, file: this.#number(path) });
        }
        return this.#wrappedHandle(handle, path);
      },
      mkdir: async (path: string, options?: { readonly recursive?: boolean; readonly mode?: number }) => {
        const made = await fs.mkdir(path, options);
        if (!isInside(path)) return made;
        if (options?.recursive === true) throw new Error('the recording knows no mkdir of several folders');
        this.calls.push({ call: 'mkdir', path });
        return made;
      },
      rename: async (from: string, to: string) => {
        if (isInside(from, to) && this.#isOtherDisk(from, to)) {
          throw Object.assign(new Error('EXDEV: cross-device link not permitted'), { code: 'EXDEV' });
        }
        await fs.rename(from, to);
        if (isInside(from, to)) this.#named('rename', from, to);
      },
      link: async (from: string, to: string) => {
        await fs.link(from, to);
        if (isInside(from, to)) this.#named('link', from, to);
      },
      rm: async (path: string, options?: { readonly recursive?: boolean; readonly force?: boolean }) => {
        await fs.rm(path, options);
        if (isInside(path)) this.#removed(path);
      },
      rmdir: async (path: string) => {
        await fs.rmdir(path);
        if (isInside(path)) this.#removed(path);
      },
      copyFile: async (from: string, to: string, mode?: number) => {
        await fs.copyFile(from, to, mode);
        if (!isInside(to)) return;
        const [file, content] = [this.#number(to), await fs.readFile(to, 'utf8')];
        this.calls.push({ call: 'create', path: to, file }, { call: 'write', file, content });
      },
    };
  }

  #wrappedHandle(handle: FileHandle, path: string): FileHandle {
    const file = this.#files.get(path);
    const sync = handle.sync.bind(handle);
    const writeFile = handle.writeFile.bind(handle);
    return Object.assign(handle, {
      sync: async () => {
        await sync();
        this.calls.push(file === undefined ? { call: 'sync folder', path } : { call: 'sync', file });
      },
      writeFile: async (data: string | Uint8Array) => {
        await writeFile(data);
        const isFirst = !this.calls.some((earlier) => earlier.call === 'write' && earlier.file === file);
        if (file === undefined || !isFirst) throw new Error(`${path} is written to again`);
        this.calls.push({ call: 'write', file, content: Buffer.from(data).toString() });
      },
    });
  }

  #named(call: 'rename' | 'link', from: string, to: string): void {
    this.calls.push({ call, from, to });
    for (const [path, file] of [...this.#files]) {
      if (path !== from && !path.startsWith(from + sep)) continue;
      this.#files.set(to + path.slice(from.length), file);
      if (call === 'rename') this.#files.delete(path);
    }
  }

  #removed(path: string): void {
    this.calls.push({ call: 'remove', path });
    for (const known of [...this.#files.keys()]) {
      if (known === path || known.startsWith(path + sep)) this.#files.delete(known);
    }
  }

  #number(path: string): number {
    this.#count += 1;
    this.#files.set(path, this.#count);
    return this.#count;
  }

  #isInside(path: string): boolean {
    return path === this.#root || path.startsWith(this.#root + sep);
  }
}
