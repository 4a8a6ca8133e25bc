import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { parseYaml, YamlProblem } from './parse-yaml.ts';

// Texts come from whoever shares a collection. What can't be read is told as a problem with a place, and within a moment.

const deep = 10_000;
const times = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

test('a text says what YAML means by it', () => {
  expect(parseYaml('a: 1\nb: [x, "y"]\n').value).toEqual({ a: 1, b: ['x', 'y'] });
  expect(parseYaml('a: &x {b: 1}\nc: *x\n').value).toEqual({ a: { b: 1 }, c: { b: 1 } });
});

test.each([
  ['lists in lists', '['.repeat(deep) + ']'.repeat(deep)],
  ['lists that never end', '['.repeat(deep)],
  ['lists by dashes', `${'- '.repeat(deep)}a`],
  ['lists by dashes, in a short text', `${'- '.repeat(deep / 2)}a`],
  ['mappings', times(1000, (index) => `${' '.repeat(index)}a:\n`)],
  ['keys that are mappings', `${'? '.repeat(5000)}a`],
])('nothing is read that is nested thousands of levels deep: %s', (_, text) => {
  expect(() => parseYaml(text)).toThrow(YamlProblem);
});

test.each([
  ['that hold themselves', 'a: &a\n  b: *a\n'],
  [
    'of which each is ten of the one before',
    times(
      10,
      (index) =>
        `a${index}: &a${index} [${'*a'.concat(String(index - 1), ', ').repeat(index === 0 ? 0 : 10)}x]\n`,
    ),
  ],
  ['by the thousand', times(3000, (index) => `a${index}: &a${index} x\nb${index}: *a${index}\n`)],
])('nothing is read of aliases %s', (_, text) => {
  expect(() => parseYaml(text)).toThrow(YamlProblem);
});

test('a text of more parts than anybody writes is not read, however many bytes one part may have', () => {
  expect(() => parseYaml('- a\n'.repeat(100_000))).toThrow('more parts than Parley reads');
  expect(() => parseYaml(`[${'a,'.repeat(200_000)}]`)).toThrow('more parts than Parley reads');
  const { value } = parseYaml(`a: |\n${`  ${'x'.repeat(97)}\n`.repeat(50_000)}`);
  expect(value).toEqual({ a: expect.stringMatching(/^x{97}\n/) });
});

test('thousands of keys are as many times one key, and two that are equal are told with their place', () => {
  const text = times(5000, (index) => `a${index}: x\n`);
  expect(Object.keys(Object(parseYaml(text).value))).toHaveLength(5000);
  expect(() => parseYaml(`${text}  a7: y`)).toThrow(YamlProblem);
  try {
    parseYaml('a: 1\nb:\n  c: 1\n  c: 2\n');
    expect.unreachable();
  } catch (cause) {
    expect(cause).toMatchObject({ message: 'Map keys must be unique', line: 4, column: 3 });
  }
});

test('a key named __proto__ is a key', () => {
  const { value } = parseYaml('__proto__:\n  polluted: true\nconstructor: 1\n');
  expect(Object.keys(Object(value))).toEqual(['__proto__', 'constructor']);
  expect(Reflect.get(Object(value), 'polluted')).toBeUndefined();
});

test.each([
  ['a list that never ends', 'auth: { type: bearer, token: sk-4242,\nheaders: [\n'],
  ['more behind a value', 'password: "sk-4242" oops\n'],
  ['a value that begins as a block', 'password: |sk-4242\n'],
  ['a value that is an alias', 'password: *sk-4242\n'],
  ['a value that is a tag', 'password: !<sk-4242\n'],
  ['a line that is no YAML', 'a: 1\n"sk-4242"\nb\n'],
  ['a key twice', 'a: sk-4242\na: sk-4242\n'],
])('a problem is told without the text that has it, since it goes to the log: %s', (_, text) => {
  const problem = problemOf(text);
  expect(inspect(problem, { depth: 9 }).replaceAll(problem.stack ?? '', '')).not.toContain('4242');
  expect(problem.stack).not.toContain('4242');
  expect(problem.message).not.toBe('');
});

function problemOf(text: string): YamlProblem {
  try {
    parseYaml(text);
  } catch (problem) {
    if (problem instanceof YamlProblem) return problem;
    throw problem;
  }
  throw new Error('it was read');
}
