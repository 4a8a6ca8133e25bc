import { expect, test } from 'vitest';
import type { Variable } from '#router/contracts/variable.ts';
import { type ScopeLayer, scopeOf } from './scope.ts';
import { Templates } from './template.ts';

let count = 0;

function variable(name: string, value: string, more: Partial<Variable> = {}): Variable {
  count += 1;
  return { id: `v${count}`, name, value, type: 'string', enabled: true, secret: false, ...more };
}

function layer(variables: Readonly<Record<string, string>>): ScopeLayer {
  return {
    source: 'environment',
    sourceName: 'Test',
    variables: Object.entries(variables).map(([name, value]) => variable(name, value)),
    secrets: new Map(),
  };
}

function resolve(text: string, variables: Readonly<Record<string, string>>) {
  return new Templates(scopeOf([layer(variables)])).resolve(text);
}

test('a name in double braces stands for its value, blanks around it or not', () => {
  expect(
    resolve('{{host}}/{{ path }}?{{a-b.c_d}}&{{größe}}', {
      ...{ host: 'http://x', path: 'users', 'a-b.c_d': '1', größe: '2' },
    }),
  ).toEqual({ text: 'http://x/users?1&2', problems: [], secrets: new Set() });
});

test('what is no name in braces is text', () => {
  const text = '{{}} {{ }} {{a b}} {{#if x}} {x} {{x}';
  expect(resolve(text, { x: '1' })).toMatchObject({ text, problems: [] });
  expect(resolve('{{{x}}}', { x: '1' }).text).toBe('{1}');
});

test('variables within values are filled in, too', () => {
  expect(
    resolve('{{url}}', { url: '{{host}}/{{path}}', host: 'http://{{name}}', name: 'x', path: 'p' }).text,
  ).toBe('http://x/p');
});

test('an unknown one stays as it is, and is told with its place', () => {
  expect(resolve('a/{{ nope }}', {})).toMatchObject({
    text: 'a/{{nope}}',
    problems: [{ name: 'nope', reason: 'unknown', position: 2 }],
  });
  expect(resolve('a/{{url}}', { url: 'x/{{nope}}' })).toMatchObject({
    text: 'a/x/{{nope}}',
    problems: [{ name: 'nope', reason: 'unknown', position: 2 }],
  });
});

test('values that name each other in a circle stay, and the circle is told', () => {
  expect(resolve('{{a}}', { a: 'x{{b}}', b: 'y{{a}}' })).toMatchObject({
    text: 'xy{{a}}',
    problems: [{ name: 'a', reason: 'cycle', path: ['a', 'b', 'a'] }],
  });
  expect(resolve('{{self}}', { self: '{{self}}' }).problems).toMatchObject([{ path: ['self', 'self'] }]);
});

test('values that double each other do not grow beyond what can be held', () => {
  const doubling = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`v${index}`, `{{v${index + 1}}}{{v${index + 1}}}`]),
  );
  const { text, problems } = resolve('{{v0}}', { ...doubling, v30: '0123456789' });
  expect(new Set(problems.map(({ reason }) => reason))).toEqual(new Set(['too-large']));
  expect(text.length).toBeLessThan(17 * 1024 * 1024);
});

test('a row of variables that is deeper than anybody means ends', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`v${index}`, `{{v${index + 1}}}`]),
  );
  expect(resolve('{{v0}}', chain).problems).toMatchObject([{ reason: 'too-deep' }]);
});

test('a secret is told of where its value is used, and its braces are text', () => {
  const secret: ScopeLayer = {
    ...layer({ auth: 'Bearer {{token}}' }),
    secrets: new Map([['token', 'a{{b}}']]),
  };
  const variables = [...secret.variables, variable('token', '', { secret: true })];
  expect(new Templates(scopeOf([{ ...secret, variables }])).resolve('{{auth}}')).toEqual({
    text: 'Bearer a{{b}}',
    problems: [],
    secrets: new Set(['a{{b}}']),
  });
});

test('a secret without a value is missing, and so is one that can not be decrypted', () => {
  const variables = [variable('none', '', { secret: true }), variable('broken', '', { secret: true })];
  const scope = scopeOf([{ ...layer({}), variables, secrets: new Map([['broken', null]]) }]);
  expect(new Templates(scope).resolve('{{none}}{{broken}}')).toMatchObject({
    text: '{{none}}{{broken}}',
    problems: [{ reason: 'secret-missing' }, { reason: 'secret-unreadable' }],
  });
});

test('the first layer that has a name counts; what is off or has no name does not', () => {
  const off = {
    ...layer({}),
    variables: [variable('a', 'off', { enabled: false }), variable('', 'nameless')],
  };
  const scope = scopeOf([off, layer({ a: 'inner' }), layer({ a: 'outer', b: 'outer' })]);
  expect(new Templates(scope).resolve('{{a}} {{b}}').text).toBe('inner outer');
  expect([...scope.keys()]).toEqual(['a', 'b']);
});

test('a null without text is null', () => {
  const scope = scopeOf([{ ...layer({}), variables: [variable('gone', '', { type: 'null' })] }]);
  expect(new Templates(scope).resolve('{"a":{{gone}}}').text).toBe('{"a":null}');
});
