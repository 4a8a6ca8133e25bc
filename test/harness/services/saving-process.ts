import { wholeTexts } from '#main/services/files/text-files.ts';
import { writeSync } from 'node:fs';
import { CollectionTree } from '#main/services/collections/tree/collection-tree.ts';
import { CollectionBodies } from '#main/services/drafts/collection-bodies.ts';
import { Drafts } from '#main/services/drafts/drafts.ts';
import { newId } from '#main/services/ids.ts';
import { savedText } from './typed-text.ts';

/**
 * Stands in for main while somebody edits saved requests and saves them at full speed. Reports on standard output, as
 * `what path number`: `put` for each acknowledged edit, `saved` for each acknowledged save. Runs until it is killed.
 * Arguments: the drafts folder, the collection's folder, its id, the number to start from, the requests' paths.
 */
const [folder, path, collectionId, from, ...items] = process.argv.slice(2);
if (folder === undefined || path === undefined || collectionId === undefined) {
  throw new Error('a folder is missing');
}

function onError(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
}

const files = await CollectionTree.open({ folders: [{ id: collectionId, path }], idKey: 'key', onError });
const bodies = new CollectionBodies({
  files,
  openUpload: () => Promise.reject(new Error('there are no uploads')),
  pathOfUpload: () => Promise.reject(new Error('there are no uploads')),
});
const drafts = await Drafts.open({
  folder,
  onError,
  files,
  bodies,
  texts: wholeTexts,
  isInTabs: () => false,
  createRequest: () => Promise.reject(new Error('there are no new requests')),
});

/** Written at once and not through a stream: what is reported must not wait in this process. */
function report(what: 'put' | 'saved', item: string, number: number): void {
  writeSync(1, `${what} ${item} ${number}\n`);
}

async function edit(item: string): Promise<never> {
  const session = { id: newId(), windowId: item, signal: new AbortController().signal };
  const opened = await drafts.openItem(
    session,
    files.idAt({ collectionId: String(collectionId), path: item }),
  );
  let { revision } = opened;
  const { id } = opened;
  for (let number = Number(from); ; number += 1) {
    revision += 1;
    const request = { ...opened.request, body: { ...opened.request.body, kind: 'text' as const } };
    request.body.text = savedText(item, number);
    const put = drafts.put({ id, revision, request }).then(() => report('put', item, number));
    const saved = put.then(() => drafts.save(id)).then(() => report('saved', item, number));
    // Now and then the next edits come while this one is being written, and while it is being saved.
    if (number % 3 === 0) await put;
    if (number % 3 === 1) await saved;
    if (number % 3 === 2) await new Promise(setImmediate);
  }
}

await Promise.all(items.map(edit));
