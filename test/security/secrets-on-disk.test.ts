import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { noAuth } from '#router/contracts/auth.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { type Caller, watch } from '#test/harness/services/callers.ts';
import { requestText } from '#test/harness/services/collections.ts';
import { openShared } from './shared-collection.ts';

// A secret variable's value is typed once and used in every way there is. Afterwards no file of the data folder or the
// collection has it, in any form in which it goes through Parley; and no window was told it without asking for it.

const secret = 'S3cret & "swört"/+x';

/** The value, and what it becomes on its way. */
const forms = [
  secret,
  secret.toLowerCase(),
  encodeURI(secret),
  encodeURIComponent(secret),
  encodeURIComponent(secret).toLowerCase(),
  new URLSearchParams([['', secret]]).toString().slice(1),
  JSON.stringify(secret).slice(1, -1),
  JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
  ...[secret, `me:${secret}`].map((text) => Buffer.from(text).toString('base64')),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
];

async function filesThatHold(folder: string, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    if (texts.some((text) => bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'))))
      found.push(path.slice(folder.length + 1));
  }
  return found;
}

async function send(window: Caller, draftId: string, request: HttpRequest): Promise<string> {
  const id = newId();
  const told: unknown[] = [];
  try {
    await window.requests.send({ id, draftId, request });
    for await (const { event } of watch(window, { id })) told.push(event);
  } catch (cause) {
    told.push(String(cause), cause instanceof Error ? cause.stack : '', JSON.stringify(cause));
  }
  return JSON.stringify(told);
}

async function firstOf(stream: Promise<AsyncIterable<unknown>>): Promise<unknown> {
  for await (const value of await stream) return value;
  return undefined;
}

test('a secret is in no file and in no answer, whatever is done with it', async () => {
  await using server = await startTestServer();
  const shared = await openShared({ 'a.yml': requestText('a') });
  const { window, item, collectionId, services, dataFolder, folder } = shared;
  const told: unknown[] = [];

  // It comes as a variable that is made secret, as one that is new, and as a value typed for one.
  const id = await window.environments.create({ collectionId, name: 'Test' });
  const variable = {
    id: 'new',
    name: 'token',
    value: 'plain',
    type: 'string' as const,
    enabled: true,
    secret: false,
  };
  await window.environments.put({ id, before: [], after: [variable] });
  const made = [
    { ...variable, value: secret, secret: true },
    { ...variable, id: 'two', name: 'other', value: secret, secret: true },
  ];
  await window.environments.put({ id, before: [variable], after: made });
  await window.environments.putSecret({ id, name: 'token', value: secret });
  await window.environments.choose({ collectionId, id });
  const renamed = await window.environments.rename({ id, name: '../Test' });
  const copy = await window.environments.duplicate({ id: renamed });
  await window.environments.remove({ id: copy });
  told.push(await firstOf(window.environments.watch({ id: renamed })));

  const draft = await window.drafts.openItem({ itemId: (await item('a')).id });
  const row = { id: 'row', name: 'X-Token', value: '{{token}}', enabled: true };
  const auth = { ...noAuth(), kind: 'basic' as const, basic: { username: 'me', password: '{{token}}' } };
  const body = { ...draft.request.body, kind: 'json' as const, json: '{"a": "{{other}}"}' };
  const base: HttpRequest = { ...draft.request, method: 'POST', headers: [row], auth, body };
  const key = {
    ...noAuth(),
    kind: 'apikey' as const,
    apikey: { name: 'key', value: '{{token}}', placement: 'query' as const },
  };
  const requests: HttpRequest[] = [
    { ...base, url: server.url('/digest?{{token}}') },
    { ...base, url: server.url('/digest'), auth: key },
    { ...base, url: server.url('/digest'), body: { ...body, kind: 'urlencoded', urlencoded: [row] } },
    {
      ...base,
      url: server.url('/digest'),
      body: { ...body, kind: 'multipart', multipart: [{ ...row, kind: 'text', file: null }] },
    },
    { ...base, url: `${server.url('/redirect')}?to=/digest%3F{{token}}` },
    { ...base, url: server.url('/redirect-loop?{{token}}') },
    { ...base, url: server.url('/reset-at-once?{{token}}') },
    { ...base, url: server.url('/malformed?{{token}}') },
    { ...base, url: 'http://127.0.0.1:1/{{token}}' },
    { ...base, url: 'http://{{token}}.invalid./' },
    { ...base, url: 'ftp://{{token}}/' },
    { ...base, url: server.url('/digest'), headers: [{ ...row, value: '{{token}}\n' }] },
    { ...base, url: server.url('/digest'), headers: [{ ...row, name: '{{token}}' }] },
    { ...base, url: '{{token}}' },
    {
      ...base,
      url: server.url('/digest'),
      method: 'GET',
      body: { ...body, kind: 'none' },
      auth: { ...auth, kind: 'bearer', bearer: { token: 'x{{token}}\0' } },
    },
  ];
  let revision = 0;
  for (const request of requests) {
    revision += 1;
    await window.drafts.put({ id: draft.id, revision, request });
    told.push(await window.requests.preview({ draftId: draft.id, request }).catch(String));
    told.push(await send(window, draft.id, request));
  }
  // The server was sent it: there was something to hide.
  expect(JSON.stringify(server.requests)).toContain(encodeURIComponent(secret).slice(0, 10));
  await window.drafts.save({ id: draft.id });
  told.push(await firstOf(window.environments.scope({ draftId: draft.id })));
  told.push(await firstOf(window.history.watch({ search: '', skip: 0, limit: 500 })));

  // Asked for, it is told; and what goes wrong afterwards does not log it.
  expect(await window.environments.revealSecret({ id: renamed, name: 'token' })).toBe(secret);
  services.log.unheard(
    new Error(`a defect with ${secret}`, { cause: { deep: [encodeURIComponent(secret)] } }),
  );
  services.log.write('error', secret, { url: `http://x/?a=${encodeURIComponent(secret)}` });
  await services.close();

  const answers = JSON.stringify(told);
  expect(
    forms.filter((form) => answers.includes(form) || answers.includes(JSON.stringify(form).slice(1, -1))),
  ).toEqual([]);
  expect(await filesThatHold(dataFolder, forms)).toEqual([]);
  expect(await filesThatHold(folder, forms)).toEqual([]);
  // What was looked through is what there is: the template is in the history, the names are with the secrets.
  expect((await filesThatHold(dataFolder, ['{{token}}'])).some((path) => path.startsWith('history'))).toBe(
    true,
  );
  expect(await filesThatHold(dataFolder, ['"name": "token"'])).toEqual(['secrets.json']);
  expect(await filesThatHold(folder, ['secret: true'])).toHaveLength(1);
});

test.skipIf(process.platform === 'win32')(
  'what is kept of secrets, and the key, are for their owner alone',
  async () => {
    const { window, collectionId, dataFolder } = await openShared({});
    const id = await window.environments.create({ collectionId, name: 'Test' });
    await window.environments.putSecret({ id, name: 'token', value: secret });
    const mode = async (name: string) => ((await stat(join(dataFolder, name))).mode & 0o777).toString(8);
    expect(await mode('secrets.key')).toBe('600');
    expect(await mode('secrets.json')).toBe('600');
    expect(await mode('item-ids.key')).toBe('600');
    for (const name of ['history', 'bin', 'drafts', 'tabs']) expect(await mode(name), name).toBe('700');
  },
);

test('a collection does not get at the secrets of another one by naming its environment or its folder', async () => {
  const mine = await openShared({});
  const id = await mine.window.environments.create({ collectionId: mine.collectionId, name: 'Test' });
  const variable = {
    id: 'a',
    name: 'token',
    value: secret,
    type: 'string' as const,
    enabled: true,
    secret: true,
  };
  await mine.window.environments.put({ id, before: [], after: [variable] });
  const { window } = mine;
  await mine.put({
    '../theirs/opencollection.yml': `info:\n  name: ${JSON.stringify(mine.folder)}\n`,
    '../theirs/environments/Test.yml':
      'name: Test\nextends: ../shop/environments/Test\nvariables:\n  - name: token\n    secret: true\n',
    '../theirs/environments/shop.yml': `name: ${JSON.stringify(join(mine.folder, 'environments/Test.yml'))}\nvariables:\n  - name: token\n    secret: true\n`,
    '../theirs/a.yml': requestText('a', 1, 'http://127.0.0.1:1/{{token}}'),
  });
  const [, theirs] = (await window.collections.offered()).toSorted(
    (a, b) => Number(b.isOpen) - Number(a.isOpen),
  );
  const opened = await window.collections.open({ offeredId: theirs?.id });
  if (!opened) throw new Error('the other one was not opened');
  await expect
    .poll(async () => (await mine.collections()).find((each) => each.id === opened.id)?.environments)
    .toHaveLength(2);
  const environments = (await mine.collections()).find((each) => each.id === opened.id)?.environments ?? [];
  for (const environment of environments) {
    await expect(window.environments.revealSecret({ id: environment.id, name: 'token' })).rejects.toThrow(
      'has no value',
    );
    await window.environments.choose({ collectionId: opened.id, id: environment.id });
    const { id: draftId, request } = await window.drafts.openItem({ itemId: (await mine.item('a')).id });
    expect(await send(window, draftId, request)).toContain('has no value');
  }
});
