import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Variable } from '#router/contracts/variable.ts';
import { rewriteYaml } from '../../yaml/rewrite-yaml.ts';
import { anyVariables } from './any-request.fixture.ts';
import { sameRows, variableRows } from './rows.ts';
import { readVariables, variablesWithChanges } from './variables.ts';

const text = `name: Staging
variables:
  # where it runs
  - name: host
    value: staging.example.com # not live
    description: the server
  - name: retries
    value:
      type: number
      data: "3"
  - name: user
    value:
      - title: Ada
        value: ada
      - title: Grace
        selected: true
        value: grace
  - secret: true
    name: password
  - name: off
    value: 5
    disabled: true
`;

const variables = readVariables(parse(text).variables);

/** The text with its variables edited. */
function edited(edit: (all: readonly Variable[]) => Variable[]): string {
  const value = parse(text);
  return rewriteYaml(text, {
    ...value,
    variables: variablesWithChanges(value.variables, variables, edit(variables)),
  });
}

const change = (name: string, fields: Partial<Variable>) =>
  edited((all) => all.map((one) => (one.name === name ? { ...one, ...fields } : one)));

test('variables are rows: typed, of variants the one selected, secrets without a value', () => {
  const common = { enabled: true, secret: false, type: 'string' };
  expect(variables).toEqual([
    { ...common, id: 'v0', name: 'host', value: 'staging.example.com' },
    { ...common, id: 'v1', name: 'retries', value: '3', type: 'number' },
    { ...common, id: 'v2', name: 'user', value: 'grace' },
    { ...common, id: 'v3', name: 'password', value: '', secret: true },
    { ...common, id: 'v4', name: 'off', value: '5', enabled: false },
  ]);
});

describe('a variable that is edited', () => {
  test('changes where its value stands', () => {
    expect(change('host', { value: 'h' })).toBe(text.replace('staging.example.com', 'h'));
    expect(change('retries', { value: '4' })).toBe(text.replace('"3"', '"4"'));
    expect(change('user', { value: 'hopper' })).toBe(text.replace('value: grace', 'value: hopper'));
  });

  test('can be of another type', () => {
    expect(change('host', { value: 'true', type: 'boolean' })).toContain(
      '    value: # not live\n      type: boolean\n      data: "true"\n    description: the server\n',
    );
    expect(change('retries', { type: 'string' })).toContain('  - name: retries\n    value: "3"\n');
  });

  test('has no value in the file once it is a secret', () => {
    const now = change('retries', { secret: true, value: '' });
    expect(parse(now).variables[1]).toEqual({ secret: true, name: 'retries', type: 'number' });
    expect(parse(change('password', { secret: false, value: 'x' })).variables[3]).toEqual({
      name: 'password',
      value: 'x',
    });
  });

  test('can be switched, and go', () => {
    expect(change('off', { enabled: true })).toBe(text.replace('    disabled: true\n', ''));
    expect(edited((all) => all.toSpliced(1, 1))).toBe(
      text.replace(/ {2}- name: retries\n(?: {4}.*\n){3}/, ''),
    );
  });
});

test('new ones are written as Bruno writes them', () => {
  const row = { id: 'new', name: 'n', value: '1', enabled: true };
  const written = (fields: Partial<Variable>) =>
    variablesWithChanges(undefined, [], [{ ...row, type: 'string', secret: false, ...fields }]);
  expect(written({})).toEqual([{ name: 'n', value: '1' }]);
  expect(written({ type: 'object', enabled: false })).toEqual([
    { name: 'n', value: { type: 'object', data: '1' }, disabled: true },
  ]);
  expect(Object.keys(Object(Object(written({ secret: true, value: '' }))[0]))).toEqual(['secret', 'name']);
});

test('the last one takes the list with it', () => {
  expect(variablesWithChanges(parse(text).variables, variables, [])).toBeUndefined();
});

test('any list says what it was edited to', () => {
  const row = fc.record({
    name: fc.constantFrom('a', 'new'),
    value: fc.constantFrom('', '1'),
    type: fc.constantFrom('string', 'number', 'object'),
    enabled: fc.boolean(),
    secret: fc.boolean(),
  });
  fc.assert(
    fc.property(anyVariables, fc.array(fc.tuple(fc.nat(4), row), { maxLength: 4 }), (list, edits) => {
      const before = readVariables(list);
      const after = edits.reduce<Variable[]>(
        (all, [at, fields]) =>
          all.toSpliced(at, 1, {
            id: all[at]?.id ?? `new ${all.length}`,
            ...fields,
            value: fields.secret ? '' : fields.value,
          }),
        before,
      );
      const changed = variablesWithChanges(list, before, after);
      expect(sameRows(readVariables(changed), after, variableRows)).toBe(true);
    }),
  );
});
