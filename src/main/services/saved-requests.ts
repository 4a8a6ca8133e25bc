import { join } from 'node:path';
import type { Services } from '#router/context.ts';
import { TreeChanges } from './collections/changing/tree-changes.ts';
import { Bin } from './collections/changing/bin.ts';
import { cacheFolderIn, Collections } from './collections/collections.ts';
import { readInThread } from './collections/reading/read-in-thread.ts';
import { Defaults } from './defaults/defaults.ts';
import { CollectionBodies } from './drafts/collection-bodies.ts';
import { Drafts } from './drafts/drafts.ts';
import { RequestTexts } from './drafts/request-texts.ts';
import { Environments } from './environments/environments.ts';
import type { Log } from './log/log.ts';
import type { Platform } from './platform.ts';
import { KeyFileCipher } from './secrets/key-file-cipher.ts';
import { SecretStore } from './secrets/secret-store.ts';
import type { Preparer } from './sends/prepare.ts';
import { TabStrips } from './tabs/tab-strips.ts';
import { UploadStore } from './uploads/store.ts';
import { RequestPreparer } from './variables/request-preparer.ts';

export interface SavedRequestsOptions {
  readonly platform: Platform;
  readonly dataFolder: string;
  /** The built `collections/reading/worker.ts`. */
  readonly collectionsWorker: URL;
  readonly log: Log;
  readonly onError: (error: unknown) => void;
  /** How long a document waits for the draft or the tabs of another, in milliseconds. */
  readonly claimWaitMs?: number | undefined;
}

export interface SavedRequests
  extends Pick<Services, 'collections' | 'drafts' | 'tabs' | 'environments'>,
    AsyncDisposable {
  readonly uploads: UploadStore;
  /** The files that requests send. */
  readonly bodyFiles: CollectionBodies;
  readonly preparer: Preparer;
}

/** Puts together what has to do with requests that are kept: in files of collections, and as drafts. */
export async function openSavedRequests(options: SavedRequestsOptions): Promise<SavedRequests> {
  const { platform, dataFolder, log, onError, claimWaitMs } = options;
  const waiting = claimWaitMs === undefined ? {} : { claimWaitMs };
  const hide = (secrets: Iterable<string>) => log.hide(secrets);

  const collections = await Collections.start({
    platform,
    dataFolder,
    onError,
    startReading: readInThread({
      workerUrl: options.collectionsWorker,
      cacheFolder: cacheFolderIn(dataFolder),
    }),
  });
  const files = collections.tree;
  const uploads = await UploadStore.open(join(dataFolder, 'uploads'));
  const texts = new RequestTexts(uploads);
  const tabs = await TabStrips.open({
    folder: join(dataFolder, 'tabs'),
    onError,
    looseDrafts: () => drafts.loose,
    ...waiting,
  });
  const bodyFiles = new CollectionBodies({
    files,
    openUpload: (file) => uploads.open(file),
    pathOfUpload: (file) => uploads.pathOf(file),
  });
  const bin = await Bin.open({ folder: join(dataFolder, 'bin'), onError });
  const drafts = await Drafts.open({
    folder: join(dataFolder, 'drafts'),
    onError,
    files,
    bodies: bodyFiles,
    texts,
    progress: texts.progress,
    isInTabs: (id) => tabs.refersTo(id),
    isInBin: (place, sinceMs) => bin.holds(place, sinceMs),
    createRequest: (parentId, name, request) => changes.createRequest(parentId, name, request),
    ...waiting,
  });
  await uploads.clear((id) => drafts.refersTo(id), onError);
  const changes = new TreeChanges({
    files,
    bin,
    beforeMove: (from, to) => drafts.moves.before(from, to),
    afterMove: (from, to) => drafts.moves.after(from, to),
    notMoved: (from, to) => drafts.moves.failed(from, to),
    fileNames: (collectionId) => bodyFiles.namesIn(collectionId),
    texts,
    onError,
  });
  const secrets = await SecretStore.open({
    dataFolder,
    cipher: platform.secretCipher ?? new KeyFileCipher(dataFolder),
    hide,
    onError,
  });
  const environments = new Environments({
    files,
    secrets,
    drafts,
    choose: (collectionId, id) => collections.chooseEnvironment(collectionId, id),
    remove: (id) => changes.remove(id),
  });
  const defaults = new Defaults(files);
  const preparer = new RequestPreparer({
    files,
    secrets,
    drafts,
    fileNames: ({ collectionId }) => bodyFiles.namesIn(collectionId),
    texts,
    hide,
  });

  return {
    collections: {
      watch: (signal) => collections.watch(signal),
      offered: () => collections.offered(),
      open: (session, offeredId) => collections.open(session, offeredId),
      create: (session, name) => collections.create(session, name),
      close: (id) => collections.close(id),
      text: (id) => collections.text(id),
      createFolder: (parentId, name) => changes.createFolder(parentId, name),
      createRequest: (parentId, name, request) => changes.createRequest(parentId, name, request),
      rename: (id, name) => changes.rename(id, name),
      duplicate: (id) => changes.duplicate(id),
      remove: (id) => changes.remove(id),
      move: (id, parentId, beforeId) => changes.move(id, parentId, beforeId),
      undo: (id) => changes.undo(id),
      defaults: (id, signal) => defaults.defaults(id, signal),
      putDefaults: (id, before, after) => defaults.putDefaults(id, before, after),
    },
    drafts,
    tabs,
    environments,
    uploads,
    bodyFiles,
    preparer,
    async [Symbol.asyncDispose]() {
      // What is being written first; the tree last, since all of them look at it.
      await changes[Symbol.asyncDispose]();
      await drafts.close();
      await tabs.close();
      await uploads.close();
      await secrets.close();
      await collections[Symbol.asyncDispose]();
    },
  };
}
