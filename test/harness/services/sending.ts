import { wholeTexts } from '#main/services/files/text-files.ts';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FilePlace } from '#main/services/collections/collection-files.ts';
import type { FileNames } from '#main/services/collections/opencollection/file-names.ts';
import { readRequest } from '#main/services/collections/opencollection/request-file.ts';
import { CollectionTree } from '#main/services/collections/tree/collection-tree.ts';
import { type DraftRequests, Environments } from '#main/services/environments/environments.ts';
import { exchange } from '#main/services/http/exchange.ts';
import { newId } from '#main/services/ids.ts';
import { Log } from '#main/services/log/log.ts';
import { KeyFileCipher } from '#main/services/secrets/key-file-cipher.ts';
import { SecretStore } from '#main/services/secrets/secret-store.ts';
import { SendRegistry } from '#main/services/sends/registry.ts';
import { UploadStore } from '#main/services/uploads/store.ts';
import { RequestPreparer } from '#main/services/variables/request-preparer.ts';
import { YamlSource } from '#main/services/yaml/yaml-source.ts';
import type { DraftId } from '#router/contracts/ids.ts';
import { emptyRequest, type HttpRequest, type Row } from '#router/contracts/request.ts';
import type { SendEvent, ToSend } from '#router/contracts/send.ts';
import type { ReceivedRequest, TestServer } from '#test/harness/servers/index.ts';
import { openBodyStore } from './body-store.ts';
import { outcome } from './registry.ts';
import { all, allBytes, noSignal, startSession, temporaryFolder } from './support.ts';

const noFiles: FileNames = {
  stored: (path) => ({ id: newId(), source: 'collection', name: path, type: '', size: 0 }),
  pathOf: () => undefined,
};

/**
 * A collection of these files, and all that it takes to send from it: real files, a real store of secrets and log, real
 * exchanges. Only the drafts are no journal's.
 * @param files texts by path; `opencollection.yml` is there without being named.
 */
export async function startSending(
  files: Readonly<Record<string, string>> = {},
  { dataFolder, folder }: { dataFolder?: string; folder?: string } = {},
) {
  const data = dataFolder ?? (await temporaryFolder());
  const path = folder ?? (await temporaryFolder());
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  };
  const shop = { 'opencollection.yml': 'opencollection: 1.0.0\ninfo:\n  name: Shop\n' };
  if (folder === undefined) {
    for (const [name, text] of Object.entries({ ...shop, ...files })) await write(name, text);
  }

  const log = await Log.open({ folder: join(data, 'logs') });
  const onError = (error: unknown) => void log.unheard(error);
  const collectionId = newId();
  const tree = await CollectionTree.open({ folders: [{ id: collectionId, path }], idKey: 'key', onError });
  const hide = (secrets: Iterable<string>) => log.hide(secrets);
  const secrets = await SecretStore.open({
    dataFolder: data,
    cipher: new KeyFileCipher(data),
    hide,
    onError,
  });
  const drafts = new Drafts();
  const environments = new Environments({
    files: tree,
    secrets,
    drafts,
    choose: async (id, environmentId) => tree.choose(id, environmentId),
    remove: () => Promise.reject(new Error('the bin is not part of this')),
  });
  const preparer = new RequestPreparer({
    files: tree,
    secrets,
    drafts,
    fileNames: () => noFiles,
    texts: wholeTexts,
    hide,
  });
  const { bodies } = await openBodyStore({ folder: join(data, 'bodies'), onError });
  const uploads = await UploadStore.open(join(data, 'uploads'));
  const requests = new SendRegistry({
    preparer,
    exchange: (request, hooks, figures, signal) =>
      exchange(request, hooks, figures, signal, { appVersion: '0.0.0' }),
    ...{ bodies, uploads, onError },
    quotaBytes: () => Infinity,
  });
  const close = async () => {
    await requests.close();
    await bodies.close();
    await secrets.close();
    await tree[Symbol.asyncDispose]();
    await log.close();
  };
  let closing: Promise<void> | undefined;
  const closeOnce = () => (closing ??= close());
  onTestFinished(closeOnce);

  const place = (inner: string): FilePlace => ({ collectionId, path: inner });
  const idAt = (inner: string) => tree.idAt(place(inner));
  return {
    ...{
      data,
      folder: path,
      collectionId,
      tree,
      log,
      secrets,
      drafts,
      environments,
      preparer,
      requests,
      bodies,
    },
    ...{ write, place, idAt, close: closeOnce },
    read: (name: string) => readFile(join(path, name), 'utf8'),
    /** A draft of a saved request as its file says it. */
    draftOf: async (inner: string): Promise<{ draftId: DraftId; request: HttpRequest }> => {
      const { value } = new YamlSource(await readFile(join(path, inner), 'utf8'));
      const { request } = readRequest(value, noFiles);
      return { draftId: drafts.add(request, place(inner)), request };
    },
    /** Puts the environment in use whose file is that. */
    use: (name: string) => environments.choose(collectionId, idAt(`environments/${name}.yml`)),
    /** Sends it, to the end. Throws what the send fails with. */
    send: async (what: ToSend): Promise<SendEvent[]> => {
      const id = newId();
      const session = startSession();
      requests.send(session, id, what);
      const events = await all(requests.events(session, id, undefined, noSignal()));
      return events.map(({ event }) => event);
    },
    /** The response's body of a send that has ended, as text. */
    bodyOf: async (events: readonly SendEvent[]): Promise<string> => {
      const head = events.find((event) => event.type === 'headers');
      return String(await allBytes(bodies.stream({ id: head?.bodyId ?? '', start: 0 }, noSignal())));
    },
    /** The events of a send that fails, and its failure. */
    fail: async (what: ToSend): Promise<{ events: SendEvent[]; error: unknown }> => {
      const id = newId();
      const session = startSession();
      requests.send(session, id, what);
      const { events, error } = await outcome(requests.events(session, id, undefined, noSignal()));
      if (error === undefined) throw new Error('the send did not fail');
      return { events, error };
    },
  };
}

class Drafts implements DraftRequests {
  readonly #drafts = new Map<DraftId, { request: HttpRequest; place: FilePlace | undefined }>();
  readonly #listeners = new Set<(id: DraftId) => void>();

  add(request: HttpRequest = emptyRequest(), place?: FilePlace): DraftId {
    const id = newId();
    this.#drafts.set(id, { request, place });
    return id;
  }

  put(id: DraftId, request: HttpRequest): void {
    this.#drafts.set(id, { request, place: this.place(id) });
    for (const listener of this.#listeners) listener(id);
  }

  place(id: DraftId): FilePlace | undefined {
    return this.#drafts.get(id)?.place;
  }

  request(id: DraftId): HttpRequest | undefined {
    return this.#drafts.get(id)?.request;
  }

  onChanged(listener: (id: DraftId) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** Names of the files below a folder in which a text stands, as it is, in Base64 or encoded for a URL. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  const forms = [text, encodeURI(text), encodeURIComponent(text), Buffer.from(text).toString('base64')];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (forms.some((form) => bytes.includes(form))) found.push(entry.name);
  }
  return found;
}

/** The text of a saved request's file. @param http what stands below `http:`. */
export function requestFile(http: string): string {
  return `info:\n  name: Get user\n  type: http\nhttp:\n${http.replaceAll(/^/gm, '  ')}\n`;
}

/** A row of headers, parameters or a form. */
export function row(name: string, value: string, enabled = true): Row {
  return { id: `${name}-${value}`, name, value, enabled };
}

/** What a server was sent last. */
export function lastOf(server: TestServer): ReceivedRequest {
  const last = server.requests.at(-1);
  if (!last) throw new Error('nothing was sent');
  return last;
}

/** A header of a request that has come, by its name in any case. */
export function headerOf(received: ReceivedRequest, name: string): string | undefined {
  return received.headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
}
