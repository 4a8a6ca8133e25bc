import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DraftEvent, OpenedDraft } from '#router/contracts/draft.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import { newRequestFile } from '#main/services/collections/opencollection/request-file.ts';
import { CollectionTree } from '#main/services/collections/tree/collection-tree.ts';
import { CollectionBodies } from '#main/services/drafts/collection-bodies.ts';
import { Drafts } from '#main/services/drafts/drafts.ts';
import { RequestTexts } from '#main/services/drafts/request-texts.ts';
import { createFile } from '#main/services/files/replace-file.ts';
import { newId } from '#main/services/ids.ts';
import { UploadStore } from '#main/services/uploads/store.ts';
import { collectionFolder } from './collections.ts';
import { startSession, temporaryFolder } from './support.ts';

export interface DraftsOnFolder {
  /** Those of a request `list.yml`, where left out. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Left out: a collection of its own. */
  readonly collection?: { readonly path: string };
  readonly dataFolder?: string;
  readonly collectionId?: string;
  readonly isInTabs?: (id: string) => boolean;
  readonly onError?: (error: unknown) => void;
  /** Called before the drafts read a request's file, which waits for it: what happens then happens at that very moment. */
  readonly beforeRead?: (path: string) => Promise<void>;
  /** The same, once it is read. */
  readonly afterRead?: (path: string) => Promise<void>;
}

/** A request as a person may have written it. */
export const listText = `# All users, newest first
info:
  name: List users
  type: http
  seq: 1

http:
  method: GET
  url: "https://example.org/users"   # staging
  headers:
    - name: Accept
      value: 'application/json'
      description: What we can read
    - name: X-Trace
      value: on
      disabled: true

docs: |
  Nobody but us reads this.
`;

/** Drafts over a real collection and a real data folder. Several may have the same ones: each is a Parley of its own. */
export async function draftsOn(options: DraftsOnFolder = {}) {
  const dataFolder = options.dataFolder ?? (await temporaryFolder());
  const { path } = options.collection ?? (await collectionFolder(options.files ?? { 'list.yml': listText }));
  const id = options.collectionId ?? newId();
  const errors: unknown[] = [];
  const onError = options.onError ?? ((error: unknown) => void errors.push(error));
  const tree = await CollectionTree.open({ folders: [{ id, path }], idKey: 'key', onError });
  const uploads: UploadStore = await UploadStore.open(join(dataFolder, 'uploads'));
  const texts = new RequestTexts(uploads);
  const nothing = () => Promise.resolve();
  const { beforeRead = nothing, afterRead = nothing } = options;
  const bodies = new CollectionBodies({
    files: tree,
    openUpload: (file) => uploads.open(file),
    pathOfUpload: (file) => uploads.pathOf(file),
  });
  const drafts = await Drafts.open({
    folder: join(dataFolder, 'drafts'),
    onError,
    claimWaitMs: 1,
    files: tree,
    bodies,
    texts: {
      read: async (file, signal) => {
        await beforeRead(file);
        const text = await texts.read(file, signal);
        await afterRead(file);
        return text;
      },
      bytes: (text, file, signal) => texts.bytes(text, file, signal),
    },
    progress: texts.progress,
    isInTabs: options.isInTabs ?? (() => true),
    createRequest: async (parentId, name, request) => {
      const parent = tree.node(parentId);
      if (!parent || name === null) throw new Error('no such parent, or no name');
      const inner = `${parent.path === '' ? '' : `${parent.path}/`}${name}.yml`;
      const text = newRequestFile(name, 1, request, bodies.namesIn(id));
      await createFile(join(path, inner), text, { texts });
      await tree.refresh(id, [inner]);
      return { id: tree.idAt({ collectionId: id, path: inner }), undoId: newId() };
    },
  });
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await drafts.close();
    await uploads.close();
    await tree[Symbol.asyncDispose]();
  };
  onTestFinished(close);
  return {
    drafts,
    tree,
    bodies,
    uploads,
    errors,
    dataFolder,
    collectionId: id,
    path,
    close,
    itemId: (inner = 'list.yml') => tree.idAt({ collectionId: id, path: inner }),
    textOf: (inner = 'list.yml') => readFile(join(path, inner), 'utf8'),
    /** As an editor, git or Bruno would, and as the watcher then tells. */
    writeFromOutside: async (text: string | Uint8Array, inner = 'list.yml') => {
      await writeFile(join(path, inner), text);
      await tree.refresh(id, [inner]);
    },
    draftFiles: async () => (await readdir(join(dataFolder, 'drafts'))).toSorted(),
    /** The same folders in another process, so to speak: nothing of this one is closed or flushed. */
    again: (more: Pick<DraftsOnFolder, 'isInTabs' | 'onError'> = {}) =>
      draftsOn({ ...options, ...more, collection: { path }, dataFolder, collectionId: id }),
  };
}

/** The request with another URL. */
export function withUrl(request: HttpRequest, url: string): HttpRequest {
  return { ...request, url };
}

/** Edits as a window does: the next revision of what it has. */
export function edited(draft: OpenedDraft, url: string, by = 1) {
  return { id: draft.id, revision: draft.revision + by, request: withUrl(draft.request, url) };
}

/** A draft with an edit, whose file others have changed. */
export async function inConflict(theirs: string) {
  const rig = await draftsOn();
  const { drafts, itemId, writeFromOutside } = rig;
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  await drafts.put(edited(draft, 'https://mine/'));
  await writeFromOutside(theirs);
  return { ...rig, session, draft, open: () => drafts.open(session, draft.id) };
}

/** What a watching window is told, up to the first event of which `isIt` holds. */
export async function nextEvent(
  events: AsyncIterable<DraftEvent>,
  isIt: (event: DraftEvent) => boolean,
): Promise<DraftEvent> {
  for await (const event of events) if (isIt(event)) return event;
  throw new Error('the events ended');
}
