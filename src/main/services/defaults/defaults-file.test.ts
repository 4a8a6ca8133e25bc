import { expect, test } from 'vitest';
import { type Auth, noAuth } from '#router/contracts/auth.ts';
import type { RequestDefaults } from '#router/contracts/defaults.ts';
import { YamlSource } from '../yaml/yaml-source.ts';
import { type DefaultsKind, defaultsOf, editedDefaults } from './defaults-file.ts';

const folder = `# of the team
info:
  name: Users   # said twice
  type: folder
  seq: 2

request:
  headers:
    - name: X-Team   # ours
      value: 'a'
      description: kept
    - name: X-Off
      value: b
      disabled: true
  variables:
    - name: host
      value: "http://x" # theirs
  scripts:
    - type: before-request
      code: |-
        go()
docs: |
  Long text.
`;

function read(kind: DefaultsKind, text: string): RequestDefaults {
  return defaultsOf(kind, new YamlSource(text).value);
}

/** An edit of what the text says, made on that text or on another one. */
function edit(
  text: string,
  change: (now: RequestDefaults) => Partial<RequestDefaults>,
  { kind = 'folder', on = text }: { kind?: DefaultsKind; on?: string } = {},
): string {
  const before = read(kind, text);
  return editedDefaults(kind, on, before, { ...before, ...change(structuredClone(before)) }).text;
}

const bearer = (token: string): Auth => ({ ...noAuth(), kind: 'bearer', bearer: { token } });

test('what a folder gives is read; without a word about auth it leaves that to the one above', () => {
  expect(read('folder', folder)).toMatchObject({
    headers: [
      { name: 'X-Team', value: 'a', enabled: true },
      { name: 'X-Off', enabled: false },
    ],
    auth: { kind: 'inherit' },
    variables: [{ name: 'host', value: 'http://x' }],
  });
  expect(read('folder', 'request:\n  auth: none\n').auth.kind).toBe('none');
  expect(read('folder', '')).toMatchObject({ headers: [], auth: { kind: 'inherit' }, variables: [] });
});

test('a collection has nothing above it', () => {
  expect(read('collection', 'info:\n  name: Shop\n').auth.kind).toBe('none');
  expect(read('collection', 'request:\n  auth: inherit\n').auth.kind).toBe('none');
});

test('an edit changes its bytes alone', () => {
  const text = edit(folder, ({ headers }) => ({
    headers: headers.map((row) => (row.name === 'X-Team' ? { ...row, value: 'b' } : row)),
  }));
  expect(text).toBe(folder.replace("value: 'a'", "value: 'b'"));
  expect(edit(folder, () => ({}))).toBe(folder);
});

test('what is added and taken back leaves every byte, with CRLF too', () => {
  for (const text of [folder, folder.replaceAll('\n', '\r\n'), 'info:\n  name: Users\n']) {
    const added = edit(text, ({ headers, variables }) => ({
      headers: [...headers, { id: 'n', name: 'X-New', value: '1', enabled: true }],
      auth: bearer('abc'),
      variables: [
        ...variables,
        { id: 'n', name: 'port', value: '80', type: 'number', enabled: true, secret: false },
      ],
    }));
    expect(read('folder', added)).toMatchObject({ auth: { kind: 'bearer', bearer: { token: 'abc' } } });
    expect(read('folder', added).headers.at(-1)).toMatchObject({ name: 'X-New' });
    expect(read('folder', added).variables.at(-1)).toMatchObject({ name: 'port', type: 'number' });
    const { headers, auth, variables } = read('folder', text);
    expect(edit(added, () => ({ headers, auth, variables }))).toBe(text);
  }
});

test('a folder says that there is no auth; a collection just has none', () => {
  const none = () => ({ auth: noAuth() });
  expect(read('folder', edit(folder, none)).auth.kind).toBe('none');
  const collection = 'info:\n  name: Shop\nrequest:\n  auth:\n    type: bearer\n    token: a\n';
  expect(edit(collection, none, { kind: 'collection' })).toBe('info:\n  name: Shop\n');
});

test('an edit is made on what others have written meanwhile', () => {
  const theirs = folder
    .replace("'a'", "'theirs'")
    .replace('request:\n', 'request:\n  auth:\n    type: basic\n    username: theirs\n    password: p\n')
    .replace('  variables:\n', '  variables:\n    - name: other\n      value: 1\n');
  const text = edit(
    folder,
    ({ variables }) => ({ variables: variables.map((each) => ({ ...each, value: 'http://y' })) }),
    { on: theirs },
  );
  expect(text).toBe(theirs.replace('http://x', 'http://y'));

  const user = (username: string, password: string): Auth => ({
    ...noAuth(),
    kind: 'basic',
    basic: { username, password },
  });
  const both = editedDefaults(
    'folder',
    theirs,
    { ...read('folder', theirs), auth: user('was', 'p') },
    { ...read('folder', theirs), auth: user('was', 'mine') },
  );
  expect(both.text).toBe(theirs.replace('password: p', 'password: mine'));
});

test('what others have changed as well stays theirs, and is told', () => {
  const theirs = folder
    .replace("'a'", "'theirs'")
    .replace('request:\n', 'request:\n  auth:\n    type: bearer\n    token: theirs\n');
  const before = read('folder', folder);
  const { text, elsewhere } = editedDefaults('folder', theirs, before, {
    headers: before.headers.map((row) => ({ ...row, value: 'mine' })),
    auth: bearer('mine'),
    variables: before.variables.map((each) => ({ ...each, value: 'mine' })),
  });
  expect(text).toBe(theirs.replace('value: b\n', 'value: mine\n').replace('http://x', 'mine'));
  expect(elsewhere).toMatchObject({
    headers: [{ theirs: { name: 'X-Team', value: 'theirs' }, fields: ['value'] }],
    auth: bearer('theirs'),
    variables: [],
  });
});

test('an auth that Parley can not send stays as it is while other things change', () => {
  const text =
    'info:\n  name: A\nrequest:\n  auth:\n    type: oauth2\n    flow: client_credentials\n    scope: x\n';
  expect(read('folder', text).auth).toMatchObject({ kind: 'other', otherType: 'oauth2' });
  const changed = edit(text, () => ({ headers: [{ id: 'n', name: 'X', value: '1', enabled: true }] }));
  expect(changed).toBe(text.replace('request:\n', 'request:\n  headers:\n    - name: X\n      value: "1"\n'));
});
