import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { temporaryFolder } from './support.ts';

/** The thread that reads collections, as it was built for this run. */
export function collectionsWorker(): URL {
  return new URL(inject('collectionsWorker'));
}

/** The `folder.yml` of a folder. */
export function folderText(name: string, seq?: number): string {
  return `info:\n  name: ${name}\n  type: folder\n${seq === undefined ? '' : `  seq: ${seq}\n`}`;
}

/** A request's file, as short as it can be. */
export function requestText(name: string, seq?: number, url = 'https://example.org'): string {
  const order = seq === undefined ? '' : `  seq: ${seq}\n`;
  return `info:\n  name: ${name}\n  type: http\n${order}\nhttp:\n  method: GET\n  url: ${url}\n`;
}

/** A real folder with those files, removed after the test. `write` puts more of them there. */
export async function collectionFolder(files: Readonly<Record<string, string | Uint8Array>>) {
  const path = await temporaryFolder();
  const write = async (name: string, text: string | Uint8Array) => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  };
  await write('opencollection.yml', 'opencollection: 1.0.0\ninfo:\n  name: Shop\n');
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return { path, write };
}
