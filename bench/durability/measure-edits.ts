import { wholeTexts } from '#main/services/files/text-files.ts';
import { mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { readInThread } from '#main/services/collections/reading/read-in-thread.ts';
import { CollectionTree } from '#main/services/collections/tree/collection-tree.ts';
import { CollectionBodies } from '#main/services/drafts/collection-bodies.ts';
import { Drafts } from '#main/services/drafts/drafts.ts';
import { newId } from '#main/services/ids.ts';
import type { Samples, Timed } from './results.ts';

interface Options {
  /** Of the collection, which has a `request 0.yml` somewhere. */
  readonly collection: string;
  /** For what the services keep, and for the bare writes: on the same disk as the collection. */
  readonly folder: string;
  readonly workerUrl: URL;
  /** How many edits. */
  readonly samples: number;
}

/**
 * Edits and saves one request through the services, as main does, while the whole collection is open. A bare write of
 * the same size takes its turn with each edit and each save.
 */
export async function measureEdits(options: Options): Promise<Record<Timed, Samples>> {
  const { collection, folder, workerUrl, samples } = options;
  const collectionId = newId();
  const onError = (error: unknown) => console.error(error);
  await using tree = new CollectionTree({
    idKey: 'bench',
    onError,
    startReading: readInThread({ workerUrl, cacheFolder: path.join(folder, 'cache') }),
  });
  tree.add({ id: collectionId, path: collection });
  await tree.whenRead(collectionId);

  const refuse = () => Promise.reject(new Error('The bench makes no files'));
  const draftsFolder = path.join(folder, 'drafts');
  const drafts = await Drafts.open({
    folder: draftsFolder,
    onError,
    files: tree,
    bodies: new CollectionBodies({ files: tree, openUpload: refuse, pathOfUpload: refuse }),
    texts: wholeTexts,
    isInTabs: () => false,
    createRequest: refuse,
  });
  try {
    const place = { collectionId, path: await anyRequest(collection) };
    const session = { id: newId(), windowId: 'bench', signal: new AbortController().signal };
    const { id, request, revision } = await drafts.openItem(session, tree.idAt(place));
    const bare = await BareFile.at(path.join(folder, 'bare'));
    const taken: Record<Timed, { parley: number[]; bare: number[] }> = {
      put: { parley: [], bare: [] },
      save: { parley: [], bare: [] },
    };
    const bytes = { put: 0, save: 0 };
    const file = tree.absolute(place);
    for (let sample = 1; sample <= samples; sample += 1) {
      const url = `https://example.org/edited/${String(sample).padStart(6, '0')}`;
      taken.put.parley.push(
        await timeOf(() =>
          drafts.put({ id, revision: revision + sample, request: { ...request, url, query: [] } }),
        ),
      );
      bytes.put = (await stat(path.join(draftsFolder, `${id}.json`))).size;
      taken.put.bare.push(await timeOf(() => bare.replace(bytes.put)));
      taken.save.parley.push(await timeOf(() => drafts.save(id)));
      const text = await readFile(file, 'utf8');
      if (!text.includes(url)) throw new Error('What was saved is not in the file');
      bytes.save = Buffer.byteLength(text);
      taken.save.bare.push(await timeOf(() => bare.replace(bytes.save)));
    }
    return {
      put: { bytes: bytes.put, ...taken.put },
      save: { bytes: bytes.save, ...taken.save },
    };
  } finally {
    await drafts.close();
  }
}

/** The least that it takes to have new content in a file for certain: write, fsync, rename, fsync of the folder. */
class BareFile {
  private constructor(private readonly folder: string) {}

  static async at(folder: string): Promise<BareFile> {
    await mkdir(folder, { recursive: true });
    return new BareFile(folder);
  }

  async replace(bytes: number): Promise<void> {
    const target = path.join(this.folder, 'file');
    const temporary = `${target}.tmp`;
    const content = Buffer.alloc(bytes, 'x');
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
    const directory = await open(this.folder);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function anyRequest(collection: string): Promise<string> {
  const all = await readdir(collection, { recursive: true, encoding: 'utf8' });
  const found = all.find((name) => path.basename(name) === 'request 0.yml');
  if (found === undefined) throw new Error('The collection has no request');
  return found.split(path.sep).join('/');
}
