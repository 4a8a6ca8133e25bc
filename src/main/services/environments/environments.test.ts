import { readFile, rm, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Environment, Variable } from '#router/contracts/variable.ts';
import { filesWith, startSending } from '#test/harness/services/sending.ts';

const text = `# of the team
name: Test   # said twice
color: blue
variables:
  - name: host
    value: "http://x" # theirs
  - name: password
    value: geheim
  - secret: true
    name: token
`;

/** A collection with that environment, and what a window asks about it. */
async function start(files: Readonly<Record<string, string>> = {}) {
  const sending = await startSending({ 'environments/Test.yml': text, ...files });
  const { environments, idAt } = sending;
  const id = idAt('environments/Test.yml');
  const call = new AbortController();
  onTestFinished(() => call.abort());
  const read = async (of = id): Promise<Environment> => {
    for await (const environment of environments.watch(of, call.signal)) return environment;
    throw new Error('nothing was told');
  };
  const edit = async (change: (variables: Variable[]) => Variable[]) => {
    const { variables } = await read();
    await environments.put(id, variables, change(structuredClone(variables)));
  };
  const secretOf = (name: string, of = id) => environments.revealSecret(of, name);
  return {
    ...sending,
    id,
    signal: call.signal,
    read: (of?: string) => read(of),
    edit,
    secretOf,
    file: sending.read,
  };
}

function changed(name: string, change: Partial<Variable>) {
  return (variables: Variable[]) =>
    variables.map((each) => (each.name === name ? { ...each, ...change } : each));
}

const folderOf = (folder: string) => readdir(join(folder, 'environments'));

test('an environment is read with its variables, and tells which secrets have a value here', async () => {
  const { id, read, environments } = await start();
  expect(await read()).toMatchObject({
    ...{ id, name: 'Test', secretsSet: [] },
    variables: [
      { name: 'host', value: 'http://x', secret: false },
      { name: 'password', value: 'geheim' },
      { name: 'token', value: '', secret: true },
    ],
  });
  await environments.putSecret(id, 'token', 'abc');
  const { variables, secretsSet } = await read();
  expect(secretsSet).toEqual([{ id: variables[2]?.id, mark: expect.any(String) }]);
});

test('an edit changes its bytes alone, on what the file says by then', async () => {
  const { read, write, file, environments, id } = await start();
  const { variables } = await read();
  const theirs = text
    .replace('color: blue', 'color: red')
    .replace('variables:\n', 'variables:\n  - name: theirs\n    value: 1\n');
  await write('environments/Test.yml', theirs);
  await environments.put(id, variables, changed('host', { value: 'http://y' })(variables));
  expect(await file('environments/Test.yml')).toBe(theirs.replace('http://x', 'http://y'));
});

test('a value that others have changed as well stays theirs, and is told; the rest of the edit is in the file', async () => {
  const { read, write, file, environments, id } = await start();
  const { variables } = await read();
  const theirs = text.replace('http://x', 'http://theirs');
  await write('environments/Test.yml', theirs);
  const mine = variables.map((each) => (each.secret ? each : { ...each, value: 'mine' }));
  expect(await environments.put(id, variables, mine)).toEqual([
    { theirs: { ...variables[0], value: 'http://theirs' }, fields: ['value'] },
  ]);
  expect(await file('environments/Test.yml')).toBe(theirs.replace('geheim', 'mine'));
});

test('a variable that becomes secret leaves the file, and is in the store', async () => {
  const { edit, file, secretOf, data, folder, close } = await start();
  await edit(changed('password', { secret: true, value: '' }));
  expect(await file('environments/Test.yml')).toBe(
    text.replace('  - name: password\n    value: geheim\n', '  - secret: true\n    name: password\n'),
  );
  expect(await secretOf('password')).toBe('geheim');
  await close();
  expect(await filesWith(folder, 'geheim')).toEqual([]);
  expect(await filesWith(data, 'geheim')).toEqual([]);
});

test('what was typed right before a variable became secret is its value, and in no file', async () => {
  const { read, environments, id, file, secretOf, folder, close } = await start();
  const { variables } = await read();
  const added = {
    id: 'x',
    name: 'key',
    value: 'mine-2',
    type: 'string',
    enabled: true,
    secret: true,
  } as const;
  const edited = changed('password', { secret: true, value: 'mine-1' })(variables);
  expect(await environments.put(id, variables, [...edited, added])).toEqual([]);
  expect([await secretOf('password'), await secretOf('key')]).toEqual(['mine-1', 'mine-2']);
  expect(await file('environments/Test.yml')).not.toContain('geheim');
  await close();
  expect(await filesWith(folder, 'mine-')).toEqual([]);
});

test('a secret is not overwritten by who took it for a plain value: they are told, and choose', async () => {
  const { read, environments, id, secretOf } = await start();
  const { variables } = await read();
  await environments.put(id, variables, changed('password', { secret: true, value: 'theirs' })(variables));
  const mine = changed('password', { value: 'mine' })(variables);
  const [told] = await environments.put(id, variables, mine);
  expect(told).toMatchObject({ theirs: { name: 'password', value: '', secret: true }, fields: ['value'] });
  expect(await secretOf('password')).toBe('theirs');
  const now = await read();
  await environments.put(id, now.variables, changed('password', { value: 'mine' })(now.variables));
  expect(await secretOf('password')).toBe('mine');
});

test('of two who change one secret value the later one is told, and overwrites the other knowingly', async () => {
  const { read, environments, id, secretOf } = await start();
  const first = await environments.putSecret(id, 'token', 'first', null);
  const [known] = (await read()).secretsSet;
  expect(first).toEqual({ isKept: true, mark: known?.mark });
  const theirs = await environments.putSecret(id, 'token', 'theirs', first.mark);
  expect(theirs.mark).not.toBe(first.mark);
  for (const mine of ['mine', null])
    expect(await environments.putSecret(id, 'token', mine, first.mark)).toEqual({
      isKept: false,
      mark: theirs.mark,
    });
  expect(await secretOf('token')).toBe('theirs');
  // Who repeats what has arrived, since its answer was lost, is nobody else.
  expect(await environments.putSecret(id, 'token', 'theirs', first.mark)).toEqual({
    isKept: true,
    mark: theirs.mark,
  });
  const { mark } = await environments.putSecret(id, 'token', 'theirs');
  expect(await environments.putSecret(id, 'token', 'mine', mark)).toMatchObject({ isKept: true });
  expect(await secretOf('token')).toBe('mine');
  expect(await environments.putSecret(id, 'token', null)).toEqual({ isKept: true, mark: null });
});

test('a value that can not be kept as a secret stays in the file', async () => {
  const { edit, file, data } = await start();
  await rm(data, { recursive: true });
  await expect(edit(changed('password', { secret: true, value: '' }))).rejects.toMatchObject({
    message: expect.stringContaining('the secret could not be saved'),
  });
  expect(await file('environments/Test.yml')).toBe(text);
});

test('edits of two Parleys at the same time are all in the file', async () => {
  const first = await start();
  const second = await startSending({}, { folder: first.folder });
  const id = second.idAt('environments/Test.yml');
  const add = (environments: typeof first.environments, of: string, name: string) =>
    environments.put(of, [], [{ id: 'x', name, value: '1', type: 'string', enabled: true, secret: false }]);
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      index % 2 === 0
        ? add(first.environments, first.id, `a${index}`)
        : add(second.environments, id, `b${index}`),
    ),
  );
  const names = (await first.read()).variables.map(({ name }) => name);
  expect(names.toSorted()).toEqual([
    'a0',
    'a2',
    'a4',
    'a6',
    'b1',
    'b3',
    'b5',
    'b7',
    'host',
    'password',
    'token',
  ]);
});

test('a secret that becomes plain has the value that the window sends, and keeps its own for when it turns back', async () => {
  const { edit, file, secretOf, environments, id } = await start();
  await environments.putSecret(id, 'token', 'abc');
  await edit(changed('token', { secret: false }));
  expect(await file('environments/Test.yml')).not.toContain('abc');
  await edit(changed('token', { secret: true }));
  expect(await secretOf('token')).toBe('abc');
});

test('a secret follows its variable to another name, and goes with it', async () => {
  const { edit, secretOf, environments, id } = await start();
  await environments.putSecret(id, 'token', 'abc');
  await edit(changed('token', { name: 'key' }));
  expect(await secretOf('key')).toBe('abc');
  await expect(secretOf('token')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await edit((variables) => variables.filter(({ name }) => name !== 'key'));
  await expect(secretOf('key')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a secret whose variable is deleted leaves the disk at once, and is back with its variable in the same run alone', async () => {
  const { read, edit, secretOf, environments, id, data, folder, close } = await start();
  await environments.putSecret(id, 'token', 'abc');
  const { variables } = await read();
  const token = variables.filter(({ name }) => name === 'token');
  const stored = () => readFile(join(data, 'secrets.json'), 'utf8');
  const remove = () => edit((now) => now.filter(({ name }) => name !== 'token'));
  const undo = () => edit((now) => [...now, ...token.map((one) => ({ ...one, id: 'undone' }))]);
  await remove();
  expect(JSON.parse(await stored())).toEqual({ secrets: [] });
  await undo();
  expect(await secretOf('token')).toBe('abc');
  expect((await read()).secretsSet).toHaveLength(1);

  // What is written under the name by then counts.
  await remove();
  await environments.putSecret(id, 'token', 'new');
  await undo();
  expect(await secretOf('token')).toBe('new');

  await remove();
  await close();
  const again = await startSending({}, { dataFolder: data, folder });
  const there = again.idAt('environments/Test.yml');
  await again.environments.put(there, [], token);
  await expect(again.environments.revealSecret(there, 'token')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('secrets are there after a restart; without their key they are missing, and say why', async () => {
  const { environments, id, data, folder, close } = await start();
  await environments.putSecret(id, 'token', 'abc');
  await close();
  const again = await startSending({}, { dataFolder: data, folder });
  const there = again.idAt('environments/Test.yml');
  expect(await again.environments.revealSecret(there, 'token')).toBe('abc');
  await again.close();
  await rm(join(data, 'secrets.key'));
  const elsewhere = await startSending({}, { dataFolder: data, folder });
  const place = elsewhere.idAt('environments/Test.yml');
  await expect(elsewhere.environments.revealSecret(place, 'token')).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining("can't be decrypted on this computer"),
  });
});

test('an environment is made, named so that its file can be anywhere, and none is overwritten', async () => {
  const { environments, collectionId, read, folder, file } = await start({
    'environments/New-.yml': 'name: Other\n',
  });
  const id = await environments.create(collectionId, 'New:');
  expect(await read(id)).toMatchObject({ name: 'New:', variables: [] });
  expect(await folderOf(folder)).toEqual(['New- 2.yml', 'New-.yml', 'Test.yml']);
  expect(await file('environments/New-.yml')).toBe('name: Other\n');
  await expect(environments.create(collectionId, 'New:')).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('a renamed environment keeps its bytes, its secrets, and stays in use', async () => {
  const { environments, id, collectionId, tree, file, use, folder, secretOf } = await start();
  await use('Test');
  await environments.putSecret(id, 'token', 'abc');
  const renamed = await environments.rename(id, 'Stage');
  expect(await folderOf(folder)).toEqual(['Stage.yml']);
  expect(await file('environments/Stage.yml')).toBe(text.replace('name: Test ', 'name: Stage '));
  expect(await secretOf('token', renamed)).toBe('abc');
  expect(tree.collection(collectionId)).toMatchObject({ environmentId: renamed });
  const lower = await environments.rename(renamed, 'stage');
  expect(await folderOf(folder)).toEqual(['stage.yml']);
  expect(await secretOf('token', lower)).toBe('abc');
});

test('a copy has another name and the same secrets', async () => {
  const { environments, id, read, secretOf } = await start();
  await environments.putSecret(id, 'token', 'abc');
  const copy = await environments.duplicate(id);
  expect(await read(copy)).toMatchObject({ name: 'Test copy', variables: [{}, {}, { name: 'token' }] });
  expect(await secretOf('token', copy)).toBe('abc');
  expect(await read(await environments.duplicate(id))).toMatchObject({ name: 'Test copy 2' });
});

test('an environment is followed: others that change its file, secrets, and its end', async () => {
  const { environments, id, signal, write, tree, collectionId, folder } = await start();
  const told = environments.watch(id, signal)[Symbol.asyncIterator]();
  await told.next();
  await write('environments/Test.yml', text.replace('http://x', 'http://theirs'));
  const looked = tree.refresh(collectionId, ['environments/Test.yml']);
  expect((await told.next()).value).toMatchObject({ variables: [{ value: 'http://theirs' }, {}, {}] });
  await looked;
  const next = told.next();
  await environments.putSecret(id, 'token', 'abc');
  expect((await next).value).toMatchObject({ secretsSet: [{ mark: expect.any(String) }] });
  await rm(join(folder, 'environments/Test.yml'));
  await Promise.all([
    expect(told.next()).rejects.toMatchObject({ code: 'NOT_FOUND' }),
    tree.refresh(collectionId, ['environments/Test.yml']),
  ]);
});

test('a file that is no YAML is told with its place, and is not changed', async () => {
  const { environments, id, read, write, file } = await start();
  const { variables } = await read();
  await write('environments/Test.yml', 'name: [\n');
  const words = {
    code: 'UNPROCESSABLE_CONTENT',
    message: expect.stringMatching(/Test\.yml is not YAML at line/),
  };
  await expect(read()).rejects.toMatchObject(words);
  await expect(environments.put(id, variables, [])).rejects.toMatchObject(words);
  expect(await file('environments/Test.yml')).toBe('name: [\n');
});
