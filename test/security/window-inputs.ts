import { newId } from '#main/services/ids.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import type { createAppRouter } from '#router/index.ts';
import { type Caller, watch } from '#test/harness/services/callers.ts';
import { inputSchemas, samplesOf } from './input-schemas.ts';

export interface Inputs {
  /** For each procedure, what it takes: together they fill every place where a text may stand. */
  readonly all: ReadonlyMap<string, readonly unknown[]>;
  /** The procedures whose inputs are such as a window sends; for the others something is made up. */
  readonly real: ReadonlySet<string>;
  /** The collection that is open. */
  readonly shop: string;
}

/**
 * Has a window make one of everything there is, and tells what can be asked about it.
 * @param url of a server that answers.
 */
export async function inputsFor(
  { window, router }: { readonly window: Caller; readonly router: ReturnType<typeof createAppRouter> },
  url: string,
): Promise<Inputs> {
  const draft = await window.drafts.get({});
  const upload = { id: newId(), source: 'upload' as const, name: 'notes.txt', type: 'text/plain', size: 5 };
  const piece = { id: upload.id, offset: 0, bytes: Buffer.from('notes') };
  await window.uploads.append(piece);
  const row = { id: 'row', name: 'X-Name', value: 'value', enabled: true };
  const type = 'string' as const;
  const variable = { id: 'v', name: 'name', value: 'value', type, enabled: true, secret: false };
  const request: HttpRequest = {
    ...emptyRequest(),
    method: 'POST',
    url,
    query: [row],
    path: [row],
    headers: [row],
    variables: [variable],
    body: {
      kind: 'file',
      json: '{}',
      text: 'text',
      xml: '<x/>',
      sparql: 'ASK {}',
      large: { kind: 'text', file: upload, tail: 0 },
      urlencoded: [row],
      multipart: [{ ...row, kind: 'file', file: upload }],
      file: upload,
    },
  };
  const sent = { id: newId(), replaces: newId(), request };
  await window.requests.send(sent);
  const body = { id: await bodyOf(window, sent.id) };
  // A new file takes no upload.
  const withoutFile: HttpRequest = { ...request, body: { ...request.body, kind: 'json' } };
  const saved = await collectionFor(window, withoutFile);
  const { shop, environment, secretName } = saved;
  const defaults = { headers: [row], auth: request.auth, variables: [variable] };
  const conflicting = { id: saved.draft.id };
  const real = new Map<string, unknown[]>([
    [
      'log.write',
      [{ entries: [{ level: 'info', message: 'message', at: 0, source: 'console', stack: 'stack' }] }],
    ],
    [
      'requests.send',
      [
        { ...sent, draftId: draft.id },
        { ...sent, request: { ...request, body: { ...request.body, kind: 'multipart' } } },
        { ...sent, request: { ...request, body: { ...request.body, kind: 'text' } } },
        { id: newId(), replaces: newId(), itemId: saved.item },
      ],
    ],
    ['requests.preview', [{ draftId: draft.id, request }]],
    ['requests.events', [{ id: sent.id, lastEventId: '1' }]],
    ['bodies.info', [body]],
    ['bodies.stream', [body]],
    ['bodies.ofFile', [{ file: upload }]],
    ['bodies.save', [{ ...body, form: 'decoded' }]],
    ['bodies.preview', [body]],
    ['uploads.append', [piece]],
    ['drafts.get', [{ id: draft.id, beside: saved.draft.id, marks: [draft.id] }]],
    ['drafts.put', [{ id: draft.id, revision: 1, request, madeOn: [request], marks: [draft.id] }]],
    ['drafts.openItem', [{ itemId: saved.item }]],
    ['drafts.watch', [conflicting]],
    ['drafts.progress', [{ draftId: conflicting.id }, { itemId: saved.item }]],
    ['drafts.save', [{ ...conflicting, marks: [draft.id] }]],
    ['drafts.sides', [conflicting]],
    ['drafts.saveAs', [{ id: draft.id, marks: [draft.id], parentId: shop, name: 'name' }]],
    ['drafts.resolve', [{ ...conflicting, marks: [draft.id], keep: 'mine' }]],
    ['tabs.open', [{ id: newId() }]],
    [
      'tabs.put',
      [{ id: newId(), revision: 1, tabs: [{ draftId: draft.id, sendId: sent.id }], active: draft.id }],
    ],
    ['collections.open', [{ offeredId: saved.offered }]],
    ['collections.createFolder', [{ parentId: shop, name: 'name' }]],
    ['collections.createRequest', [{ parentId: shop, name: 'name', request: withoutFile }]],
    ['collections.rename', [{ id: saved.item, name: 'name' }]],
    ['collections.duplicate', [{ id: saved.item }]],
    ['collections.move', [{ id: saved.item, parentId: shop, beforeId: saved.item }]],
    ['collections.text', [{ id: saved.item }]],
    ['collections.defaults', [{ id: shop }]],
    ['collections.putDefaults', [{ id: shop, before: defaults, after: defaults }]],
    ['collections.remove', [{ id: saved.removed }]],
    ['collections.undo', [{ id: saved.undo }]],
    ['environments.choose', [{ collectionId: shop, id: environment }]],
    ['environments.create', [{ collectionId: shop, name: 'name' }]],
    ['environments.duplicate', [{ id: environment }]],
    ['environments.watch', [{ id: environment }]],
    ['environments.put', [{ id: environment, before: [variable], after: [variable] }]],
    ['environments.putSecret', [{ id: environment, name: secretName, value: 'value', before: 'mark' }]],
    ['environments.revealSecret', [{ id: environment, name: secretName }]],
    ['environments.scope', [{ draftId: draft.id }, { itemId: shop }]],
    ['environments.rename', [{ id: environment, name: 'name' }]],
    ['history.watch', [{ search: 'text', skip: 0, limit: 10 }]],
    ['history.request', [{ id: sent.id }]],
  ]);
  const made = [...inputSchemas(router)].map(
    ([path, schema]) => [path, real.get(path) ?? samplesOf(schema, body.id)] as const,
  );
  return { all: new Map(made), real: new Set(real.keys()), shop };
}

/** What there is in an open collection, for each procedure that is about such a thing. */
async function collectionFor(window: Caller, request: HttpRequest) {
  const [first, second] = await window.collections.offered();
  const shop = (await window.collections.open({ offeredId: first?.id }))?.id ?? '';
  const { id: item } = await window.collections.createRequest({ parentId: shop, name: 'a', request });
  const { id: removed } = await window.collections.createRequest({ parentId: shop, name: 'b' });
  const { undoId } = await window.collections.createFolder({ parentId: shop, name: 'c' });
  const environment = await window.environments.create({ collectionId: shop, name: 'Test' });
  const secretName = 'token';
  await window.environments.putSecret({ id: environment, name: secretName, value: 'value' });
  const draft = await window.drafts.openItem({ itemId: item ?? '' });
  return { shop, item, removed, undo: undoId, environment, secretName, draft, offered: second?.id };
}

async function bodyOf(window: Caller, id: string): Promise<string> {
  for await (const { event } of watch(window, { id }))
    if (event.type === 'done' && event.bodyId !== null) return event.bodyId;
  throw new Error('the send had no response');
}
