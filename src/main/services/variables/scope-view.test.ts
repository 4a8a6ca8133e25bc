import { expect, onTestFinished, test } from 'vitest';
import { emptyRequest } from '#router/contracts/request.ts';
import { type Variable, variableScopeSchema } from '#router/contracts/variable.ts';
import { requestFile, startSending } from '#test/harness/services/sending.ts';

/** A collection with an environment in use, which has a secret without value. */
async function start(files: Readonly<Record<string, string>>) {
  const sending = await startSending({
    'environments/Test.yml': `name: Test
variables:
  - name: host
    value: http://x
  - name: password
    value: geheim
  - secret: true
    name: token
`,
    ...files,
  });
  await sending.use('Test');
  const call = new AbortController();
  onTestFinished(() => call.abort());
  return { ...sending, signal: call.signal };
}

test('what a draft can name: the nearest of each name with what would be sent, secrets masked, and each change', async () => {
  const { environments, drafts, draftOf, idAt, signal } = await start({
    'get.yml': requestFile('method: GET\nurl: http://x'),
    'opencollection.yml':
      'info:\n  name: Shop\nrequest:\n  variables:\n    - name: url\n      value: "{{host}}/{{token}}"\n',
  });
  const { draftId } = await draftOf('get.yml');
  const told = environments.scope({ draftId }, signal)[Symbol.asyncIterator]();
  const next = async () => (await told.next()).value?.variables;
  const token = {
    name: 'token',
    value: null,
    type: 'string',
    secret: true,
    missing: true,
    source: 'environment',
    sourceName: 'Test',
  };
  expect(await next()).toEqual([
    expect.objectContaining({ name: 'host', value: 'http://x', source: 'environment', sourceName: 'Test' }),
    expect.objectContaining({ name: 'password', value: 'geheim' }),
    token,
    expect.objectContaining({
      name: 'url',
      value: 'http://x/{{token}}',
      source: 'collection',
      sourceName: 'Shop',
    }),
  ]);
  await environments.putSecret(idAt('environments/Test.yml'), 'token', 'abc');
  expect(await next()).toMatchObject([{}, {}, { value: null, missing: false }, { value: 'http://x/••••••' }]);
  const host: Variable = {
    id: 'r',
    name: 'host',
    value: 'mine',
    type: 'string',
    enabled: true,
    secret: false,
  };
  drafts.put(draftId, { ...emptyRequest(), variables: [host] });
  expect(await next()).toMatchObject([
    { name: 'host', value: 'mine', source: 'request' },
    {},
    {},
    { value: 'mine/••••••' },
  ]);
});

test('what the settings of a folder can name: its own, those above it, the environment in use, and each change', async () => {
  const giving = (name: string, value: string) =>
    `request:\n  variables:\n    - name: ${name}\n      value: "${value}"\n`;
  const { environments, tree, write, idAt, collectionId, signal } = await start({
    'opencollection.yml': `info:\n  name: Shop\n${giving('shop', '{{host}}')}`,
    'a/folder.yml': `info:\n  name: A\n${giving('a', '1')}`,
    'a/b/folder.yml': `info:\n  name: B\n${giving('b', '{{a}}')}`,
    'a/b/c/folder.yml': `info:\n  name: C\n${giving('c', 'not for b')}`,
    'a/b/get.yml': requestFile('method: GET\nurl: http://x'),
  });
  const namesOf = (itemId: string) => {
    const told = environments.scope({ itemId }, signal);
    return async () => {
      const { value } = await told.next();
      const { variables } = variableScopeSchema.parse(value);
      return variables.map((each) => `${each.name}=${each.value} ${each.source} ${each.sourceName}`);
    };
  };
  const inFolder = namesOf(idAt('a/b'));
  expect(await inFolder()).toEqual([
    'b=1 folder B',
    'a=1 folder A',
    'host=http://x environment Test',
    'password=geheim environment Test',
    'token=null environment Test',
    'shop=http://x collection Shop',
  ]);
  const inCollection = namesOf(collectionId);
  expect(await inCollection()).toEqual([
    'host=http://x environment Test',
    'password=geheim environment Test',
    'token=null environment Test',
    'shop=http://x collection Shop',
  ]);
  await write('a/folder.yml', `info:\n  name: A\n${giving('a', '2')}`);
  await tree.refresh(collectionId, ['a/folder.yml']);
  expect((await inFolder()).slice(0, 2)).toEqual(['b=2 folder B', 'a=2 folder A']);
  await environments.choose(collectionId, null);
  expect(await inFolder()).toEqual(['b=2 folder B', 'a=2 folder A', 'shop={{host}} collection Shop']);
  await expect(namesOf(idAt('a/b/get.yml'))()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
