import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress, gzipSync } from 'node:zlib';

const unpack = promisify(brotliDecompress);

export interface Size {
  readonly part: string;
  readonly files: number;
  readonly bytes: number;
  /** Null where it is not carried over any network, or is packed already. */
  readonly gzipped: number | null;
}

/**
 * The sizes of what was built, as it runs: unpacked.
 * @param root the project's folder
 * @param loaded path names of what the window asked for before it painted
 */
export async function builtSizes(root: string, loaded: readonly string[]): Promise<Size[]> {
  const out = path.join(root, 'out');
  const below = async (folder: string) => {
    const entries = await readdir(path.join(out, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  };
  const main = await below('main');
  const isHosts = (file: string) => path.basename(file) === 'serve.js';
  const archives = await packedArchives(root);
  return [
    await sizeOf(
      'main, desktop app',
      main.filter((file) => !isHosts(file)),
    ),
    await sizeOf("main, the browser host's entry", main.filter(isHosts)),
    await sizeOf('preload', await below('preload')),
    await sizeOf('window, before it paints', filesOf(out, loaded)),
    await sizeOf('window, all of it', await below('renderer')),
    await sizeOf('out/', [...main, ...(await below('preload')), ...(await below('renderer'))]),
    ...(await Promise.all(
      archives.map(async (file) => ({
        part: path.relative(root, file),
        files: 1,
        bytes: (await stat(file)).size,
        gzipped: null,
      })),
    )),
  ];
}

/** The built files behind what a page asked for. */
export function filesOf(out: string, loaded: readonly string[]): string[] {
  const names = loaded.map((name) => (name === '/' ? '/index.html' : name));
  return [...new Set(names)].map((name) => path.join(out, 'renderer', name));
}

async function sizeOf(part: string, files: readonly string[]): Promise<Size> {
  const contents = await Promise.all(files.map(contentOf));
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    part,
    files: files.length,
    bytes: sum(contents.map(({ byteLength }) => byteLength)),
    gzipped: sum(contents.map((content) => gzipSync(content).byteLength)),
  };
}

/** A file of the build as the window gets it: most lie there packed, with `.br` behind the name that it asks for. */
async function contentOf(file: string): Promise<Buffer> {
  const packed = file.endsWith('.br') || !existsSync(file);
  return packed ? await unpack(await readFile(file.replace(/(\.br)?$/, '.br'))) : await readFile(file);
}

/** What `npm run pack` has left, if anything. */
async function packedArchives(root: string): Promise<string[]> {
  const dist = path.join(root, 'dist');
  const entries = await readdir(dist, { recursive: true }).catch(() => []);
  return entries
    .filter((entry) => path.basename(entry) === 'app.asar')
    .map((entry) => path.join(dist, entry));
}
