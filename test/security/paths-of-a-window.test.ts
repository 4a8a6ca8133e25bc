import { mkdir, readFile, readdir, realpath, writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TRPCError } from '@trpc/server';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { newId } from '#main/services/ids.ts';
import { opaqueId } from '#router/contracts/ids.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import type { createAppRouter } from '#router/index.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { type Caller, startRouter, testPlatform, watch } from '#test/harness/services/callers.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { watchFileCalls } from './file-calls.ts';
import { textsOf, withText } from './texts.ts';

// A window that was taken over calls every procedure with a path wherever a text may stand. Main, with its real services,
// then opens nothing but what it keeps in its own folder, under names that it made, and what is in the collection that is open.

const secret = 'the content of a file that is none of the window’s business';

/**
 * A folder with a secret in it; the data folder and a collection's two floors below: `../../secret.txt` from a folder of
 * those.
 */
async function startTakenOver() {
  const outside = await realpath(await temporaryFolder());
  const dataFolder = join(outside, 'data');
  const collections = join(outside, 'collections');
  for (const name of ['shop', 'other']) {
    await mkdir(join(collections, name), { recursive: true });
    await writeFile(join(collections, name, 'opencollection.yml'), `info:\n  name: ${name}\n`);
  }
  await writeFile(join(outside, 'secret.txt'), secret);
  const platform = { ...testPlatform, collectionsFolder: collections };
  const { caller, router } = await startRouter({ dataFolder, platform });
  return { outside, dataFolder, collections, window: caller(), router };
}
type TakenOver = Awaited<ReturnType<typeof startTakenOver>>;

/** How programs have been led to files: each leads to the secret, or would with one more mistake. */
function pathsTo(outside: string): string[] {
  const file = join(outside, 'secret.txt');
  return [
    '../../secret.txt',
    '../../../../../../../../etc/passwd',
    '..\\..\\secret.txt',
    file,
    `${file}\0.json`,
    `.${file}`,
    pathToFileURL(file).href,
    `file:${file}`,
    `file://localhost${file}`,
    '\\\\server\\share\\secret.txt',
    '//server/share/secret.txt',
    'C:\\secret.txt',
    '..%2f..%2fsecret.txt',
    '%2e%2e/%2e%2e/secret.txt',
    '....//....//secret.txt',
    '~/secret.txt',
    // Of the length of an id, and as close to one as a path gets.
    '../../secret.txt'.padEnd(22, '/'),
    '../'.repeat(7).padEnd(22, '.'),
    '.',
    '..',
    'a/b',
    'CON',
  ];
}

interface Inputs {
  /** For each procedure, what it takes: together they fill every place where a text may stand. */
  readonly all: ReadonlyMap<string, readonly unknown[]>;
  /** The procedures whose inputs are such as a window sends; for the others something is made up. */
  readonly real: ReadonlySet<string>;
  /** The collection that is open. */
  readonly shop: string;
}

async function inputsFor({ window, router }: TakenOver, url: string): Promise<Inputs> {
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
    ['drafts.get', [{ id: draft.id, beside: saved.draft.id }]],
    ['drafts.put', [{ id: draft.id, revision: 1, request }]],
    ['drafts.openItem', [{ itemId: saved.item }]],
    ['drafts.watch', [conflicting]],
    ['drafts.progress', [{ draftId: conflicting.id }, { itemId: saved.item }]],
    ['drafts.save', [conflicting]],
    ['drafts.sides', [conflicting]],
    ['drafts.saveAs', [{ id: draft.id, parentId: shop, name: 'name' }]],
    ['drafts.resolve', [{ ...conflicting, keep: 'mine' }]],
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

/** Where a schema takes texts; `0` stands for every place in a list. */
function textsTaken(schema: unknown, at: readonly string[] = []): string[] {
  const { type, anyOf = [], oneOf = [], properties = {}, items } = schemaPart.parse(schema);
  return [
    ...(type?.includes('string') ? [at.join('.')] : []),
    ...[...anyOf, ...oneOf].flatMap((each) => textsTaken(each, at)),
    ...Object.entries(properties).flatMap(([key, each]) => textsTaken(each, [...at, key])),
    ...(items === undefined ? [] : textsTaken(items, [...at, '0'])),
  ];
}

/**
 * Inputs that a schema takes, together with a text wherever it takes one.
 * @param id stands where an id is wanted.
 */
function samplesOf(schema: unknown, id: string): unknown[] {
  const part = schemaPart.parse(schema);
  const alternatives = [...(part.anyOf ?? []), ...(part.oneOf ?? [])];
  if (alternatives.length > 0) return alternatives.flatMap((each) => samplesOf(each, id));
  if (part.const !== undefined) return [part.const];
  if (part.enum) return part.enum.slice(0, 1);
  if (part.type?.includes('string')) return [part.pattern === undefined ? 'text' : id];
  if (part.type?.some((type) => type === 'integer' || type === 'number'))
    return [part.exclusiveMinimum === undefined ? 0 : 1];
  if (part.type?.includes('boolean')) return [true];
  if (part.items !== undefined) return samplesOf(part.items, id).map((item) => [item]);
  if (!part.type?.includes('object')) return [null];
  const fields = Object.entries(part.properties ?? {}).map(
    ([key, each]) => [key, samplesOf(each, id)] as const,
  );
  const most = Math.max(1, ...fields.map(([, values]) => values.length));
  return Array.from({ length: most }, (_, index) =>
    Object.fromEntries(fields.map(([key, values]) => [key, values[index % values.length]])),
  );
}

const schemaPart = z.object({
  /** Of what may be null there are two. */
  type: z
    .union([z.string(), z.array(z.string())])
    .transform((type) => [type].flat())
    .optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  exclusiveMinimum: z.number().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});

/** The input schemas of all procedures that take any. */
function inputSchemas(router: ReturnType<typeof createAppRouter>): Map<string, unknown> {
  const schemas = new Map<string, unknown>();
  for (const [path, { _def }] of Object.entries(proceduresSchema.parse(router._def.procedures))) {
    const [input] = _def.inputs ?? [];
    if (input instanceof z.ZodType)
      schemas.set(path, z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }));
  }
  return schemas;
}
const proceduresSchema = z.record(
  z.string(),
  z.custom<{ _def: { inputs?: unknown[] } }>((value) => typeof value === 'function' && '_def' in value),
);

/** Calls a procedure by its path, and reads a stream to its end. What came, as text, or why it was refused. */
async function call(window: Caller, path: string, input: unknown): Promise<string> {
  const target = path.split('.').reduce<unknown>((from, key) => Reflect.get(Object(from), key), window);
  if (typeof target !== 'function') throw new Error(`there is no ${path}`);
  try {
    const answer: unknown = await Reflect.apply(target, undefined, [input]);
    if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer))
      return JSON.stringify(answer ?? null);
    const parts: string[] = [];
    for await (const part of z.custom<AsyncIterable<unknown>>().parse(answer)) {
      parts.push(part instanceof Uint8Array ? Buffer.from(part).toString() : JSON.stringify(part));
      if (endless.has(path)) break;
    }
    return parts.join('');
  } catch (cause) {
    if (!(cause instanceof TRPCError)) throw cause;
    return `${cause.code}: ${cause.message}`;
  }
}

/** Streams that go on for as long as somebody watches: what they say first is all there is at that time. */
const endless = new Set([
  'bodies.ofFile',
  'collections.defaults',
  'drafts.progress',
  'drafts.watch',
  'environments.scope',
  'environments.watch',
  'history.watch',
]);

/**
 * A send's id is good for one send, so that each attempt gets one of its own; then all of it is waited for. What is renamed
 * may have another id afterwards, so that each attempt gets something new to rename.
 */
async function attempt(
  window: Caller,
  { shop }: Pick<Inputs, 'shop'>,
  path: string,
  input: unknown,
): Promise<string> {
  const renamed = z.object({ id: opaqueId, name: z.string() }).safeParse(input);
  if (renamed.success && path === 'collections.rename') {
    const { id } = await window.collections.createRequest({ parentId: shop, name: 'to be renamed' });
    return call(window, path, { ...renamed.data, id });
  }
  if (renamed.success && path === 'environments.rename') {
    const id = await window.environments.create({ collectionId: shop, name: newId() });
    // Two can't have one name, and `create` has tried them all.
    return call(window, path, { id, name: `${renamed.data.name}2` });
  }
  if (path !== 'requests.send') return call(window, path, input);
  const id = newId();
  const tried = z.looseObject({ id: z.string() }).parse(input);
  const answer = await call(window, path, /^[\w-]{22}$/.test(tried.id) ? { ...tried, id } : tried);
  return `${answer} ${answer.startsWith('{') ? await call(window, 'requests.events', { id }) : ''}`;
}

/**
 * Of what is deep within these inputs, so many of the paths are tried in each place: others in the next place, so that all are
 * tried. Each attempt writes to the disk, and a request has sixty places.
 */
const triedDeepWithin: Readonly<Record<string, number>> = {
  'requests.send': 2,
  'requests.preview': 2,
  'drafts.put': 2,
  'collections.createRequest': 1,
  'collections.putDefaults': 1,
  'environments.put': 1,
};

function triedIn(path: string, [index, place]: [number, string], paths: readonly string[]) {
  const count = place.includes('.') ? (triedDeepWithin[path] ?? paths.length) : paths.length;
  return paths.map((_, at) => paths.at((index * count + at) % paths.length) ?? '').slice(0, count);
}

/** What Parley makes in its data folder. */
const ours = new RegExp(
  [
    '^(?:bodies|uploads|drafts|tabs|history)(?:/(?:index|[\\w-]{22}(?:\\.[\\w-]{43})?)?(?:\\.(?:json|text))?(?:\\.tmp)?)?$',
    '^bin(?:/[\\w-]{22}(?:/was\\.json(?:\\.tmp)?|/content(?:/[^/]+)?)?)?$',
    '^logs(?:/[\\w.-]+)?$',
    '^(?:settings|collections|secrets)\\.json(?:\\.tmp)?$',
    '^secrets\\.key(?:\\.tmp)?$',
  ].join('|'),
);

/** Names of locks are hashes of folders. */
function isLock(path: string): boolean {
  return /^\/run\/user\/\d+$/.test(path) || /[\\/]parley-locks(?:-\d+)?(?:[\\/][\w.-]+)*$/.test(path);
}

test('what is tried fills every place where any procedure takes a text', async () => {
  await using server = await startTestServer();
  const takenOver = await startTakenOver();
  const schemas = inputSchemas(takenOver.router);
  const { all, real } = await inputsFor(takenOver, server.url('/echo'));
  expect([...real].filter((path) => !schemas.has(path))).toEqual([]);
  for (const [path, schema] of schemas) {
    const filled = (all.get(path) ?? []).flatMap((input) => textsOf(input));
    expect([...new Set(filled)].toSorted(), path).toEqual([...new Set(textsTaken(schema))].toSorted());
  }
});

test('a path in place of any text of any procedure opens nothing that it names', {
  timeout: 60_000,
}, async () => {
  await using server = await startTestServer();
  const takenOver = await startTakenOver();
  const { window, outside, dataFolder, collections } = takenOver;
  const inputs = await inputsFor(takenOver, server.url('/echo'));
  const { all, real } = inputs;
  // Once as they are: what is loaded late is loaded, and the calls do their work.
  for (const [path, ofPath] of all)
    for (const input of ofPath) {
      const answer = await attempt(window, inputs, path, input);
      if (real.has(path)) expect(answer, path).not.toMatch(/^[A-Z_]+: /);
    }

  using calls = watchFileCalls();
  const answers: string[] = [];
  for (const [path, ofPath] of all)
    for (const input of ofPath)
      for (const [index, place] of textsOf(input).entries())
        for (const text of triedIn(path, [index, place], pathsTo(outside)))
          answers.push(await attempt(window, inputs, path, withText(input, place.split('.'), text)));

  expect(answers.length).toBeGreaterThan(1000);
  expect(answers.filter((answer) => answer.includes(secret) || answer.includes('root:'))).toEqual([]);
  // Nothing but files that main named, in folders that it made, and those of the collections.
  const opened = [...calls.paths];
  expect(opened.length).toBeGreaterThan(100);
  const elsewhere = opened.filter((path) => {
    if (isLock(path) || path === `/proc/${process.pid}/stat`) return false;
    // What is in them is written to the disk.
    if (path === outside || path === dataFolder) return false;
    // No `..` in it, nor anything else that leads elsewhere than it says.
    if (path === collections || path.startsWith(collections + sep)) return resolve(path) !== path;
    if (!path.startsWith(dataFolder + sep)) return true;
    return !ours.test(path.slice(dataFolder.length + 1).replaceAll(sep, '/'));
  });
  expect(elsewhere).toEqual([]);
  expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe(secret);
  expect((await readdir(outside)).toSorted()).toEqual(['collections', 'data', 'secret.txt']);
  for (const entry of await readdir(dataFolder, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      expect(await readFile(join(entry.parentPath, entry.name), 'utf8'), entry.name).not.toContain(secret);
});

test('a look at the file system that this would have missed is noticed', async () => {
  using calls = watchFileCalls();
  await readFile('/dev/null');
  await expect(readdir('/nowhere')).rejects.toThrow('ENOENT');
  expect([...calls.paths]).toEqual(['/dev/null', '/nowhere']);
});
