import { mkdir, readFile, readdir, realpath, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TRPCError } from '@trpc/server';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { newId } from '#main/services/ids.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import type { createAppRouter } from '#router/index.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { type Caller, startRouter, watch } from '#test/harness/services/callers.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { watchFileCalls } from './file-calls.ts';
import { textsOf, withText } from './texts.ts';

// A window that was taken over calls every procedure with a path wherever a text may stand. Main, with its real services,
// then opens nothing but what it keeps in its own folder, and under names that it made.

const secret = 'the content of a file that is none of the window’s business';

/** A folder with a secret in it, and the data folder two floors below: `../../secret.txt` from a folder of that. */
async function startTakenOver() {
  const outside = await realpath(await temporaryFolder());
  const dataFolder = join(outside, 'data');
  await mkdir(dataFolder);
  await writeFile(join(outside, 'secret.txt'), secret);
  const { caller, router } = await startRouter({ dataFolder });
  return { outside, dataFolder, window: caller(), router };
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
}

async function inputsFor({ window, router }: TakenOver, url: string): Promise<Inputs> {
  const draft = await window.drafts.get({});
  const upload = { id: newId(), source: 'upload' as const, name: 'notes.txt', type: 'text/plain', size: 5 };
  const piece = { id: upload.id, offset: 0, bytes: Buffer.from('notes') };
  await window.uploads.append(piece);
  const row = { id: 'row', name: 'X-Name', value: 'value', enabled: true };
  const request: HttpRequest = {
    ...emptyRequest(),
    method: 'POST',
    url,
    query: [row],
    headers: [row],
    body: {
      kind: 'file',
      json: '{}',
      text: 'text',
      xml: '<x/>',
      sparql: 'ASK {}',
      urlencoded: [row],
      multipart: [{ ...row, kind: 'file', file: upload }],
      file: upload,
    },
  };
  const sent = { id: newId(), replaces: newId(), request };
  await window.requests.send(sent);
  const body = { id: await bodyOf(window, sent.id) };
  const real = new Map<string, unknown[]>([
    [
      'log.write',
      [{ entries: [{ level: 'info', message: 'message', at: 0, source: 'console', stack: 'stack' }] }],
    ],
    [
      'requests.send',
      [sent, { ...sent, request: { ...request, body: { ...request.body, kind: 'multipart' } } }],
    ],
    ['requests.events', [{ id: sent.id, lastEventId: '1' }]],
    ['bodies.info', [body]],
    ['bodies.stream', [body]],
    ['bodies.save', [{ ...body, form: 'decoded' }]],
    ['bodies.preview', [body]],
    ['uploads.append', [piece]],
    ['drafts.get', [{ id: draft.id }]],
    ['drafts.put', [{ id: draft.id, revision: 1, request }]],
  ]);
  const made = [...inputSchemas(router)].map(
    ([path, schema]) => [path, real.get(path) ?? samplesOf(schema, body.id)] as const,
  );
  return { all: new Map(made), real: new Set(real.keys()) };
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
    ...(type === 'string' ? [at.join('.')] : []),
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
  if (part.type === 'string') return [part.pattern === undefined ? 'text' : id];
  if (part.type === 'integer' || part.type === 'number') return [part.exclusiveMinimum === undefined ? 0 : 1];
  if (part.type === 'boolean') return [true];
  if (part.items !== undefined) return samplesOf(part.items, id).map((item) => [item]);
  if (part.type !== 'object') return [null];
  const fields = Object.entries(part.properties ?? {}).map(
    ([key, each]) => [key, samplesOf(each, id)] as const,
  );
  const most = Math.max(1, ...fields.map(([, values]) => values.length));
  return Array.from({ length: most }, (_, index) =>
    Object.fromEntries(fields.map(([key, values]) => [key, values[index % values.length]])),
  );
}

const schemaPart = z.object({
  type: z.string().optional(),
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
    for await (const part of z.custom<AsyncIterable<unknown>>().parse(answer))
      parts.push(part instanceof Uint8Array ? Buffer.from(part).toString() : JSON.stringify(part));
    return parts.join('');
  } catch (cause) {
    if (!(cause instanceof TRPCError)) throw cause;
    return `${cause.code}: ${cause.message}`;
  }
}

/** A send's id is good for one send, so that each attempt gets one of its own; then all of it is waited for. */
async function attempt(window: Caller, path: string, input: unknown): Promise<string> {
  if (path !== 'requests.send') return call(window, path, input);
  const id = newId();
  const tried = z.looseObject({ id: z.string() }).parse(input);
  const answer = await call(window, path, /^[\w-]{22}$/.test(tried.id) ? { ...tried, id } : tried);
  return `${answer} ${answer.startsWith('{') ? await call(window, 'requests.events', { id }) : ''}`;
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
  const { window, outside, dataFolder } = takenOver;
  const { all, real } = await inputsFor(takenOver, server.url('/echo'));
  // Once as they are: what is loaded late is loaded, and the calls do their work.
  for (const [path, inputs] of all)
    for (const input of inputs) {
      const answer = await attempt(window, path, input);
      if (real.has(path)) expect(answer, path).not.toMatch(/^[A-Z_]+: /);
    }

  using calls = watchFileCalls();
  const answers: string[] = [];
  for (const [path, inputs] of all)
    for (const input of inputs)
      for (const place of textsOf(input))
        for (const text of pathsTo(outside))
          answers.push(await attempt(window, path, withText(input, place.split('.'), text)));

  expect(answers.length).toBeGreaterThan(1000);
  expect(answers.filter((answer) => answer.includes(secret) || answer.includes('root:'))).toEqual([]);
  // Nothing but files that main named, in folders that it made.
  const opened = [...calls.paths];
  expect(opened.length).toBeGreaterThan(100);
  const ours = new RegExp(
    `^(?:(?:bodies|uploads|drafts)(?:/[\\w-]{22}(?:\\.json(?:\\.tmp)?)?)?|logs(?:/[\\w.-]+)?|settings\\.json(?:\\.tmp)?)$`,
  );
  const elsewhere = opened.filter((path) => {
    if (!path.startsWith(dataFolder + sep)) return true;
    return !ours.test(path.slice(dataFolder.length + 1).replaceAll(sep, '/'));
  });
  expect(elsewhere).toEqual([]);
  expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe(secret);
  expect((await readdir(outside)).toSorted()).toEqual(['data', 'secret.txt']);
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
