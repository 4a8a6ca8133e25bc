import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { durabilityRuns } from '#test/harness/services/count-runs.ts';
import { factsOf } from './facts-of.ts';
import { lightFacts } from './light-facts.ts';

test.each([
  ['plain', 'info:\n  name: a b\n  type: http\n  seq: 3\nhttp:\n  method: GET\n  url: https://x/y?z=1#f\n'],
  ['quoted', 'info:\n  name: "a: b"\n  type: http\n\nhttp:\n  method: \'GET\'\n  url: "{{host}}/x"\n'],
  ['CRLF', 'info:\r\n  name: a\r\n  type: http\r\nhttp:\r\n  method: GET\r\n  url: x\r\n'],
  ['with comments', '# a\ninfo: # b\n  # c\n  name: a#b\n  type: http\nhttp:\n  method: GET\n  url: x\n'],
  [
    'with more within',
    'info:\n  name: a\n  tags:\n    - name: b\n  type: http\nhttp:\n  method: GET\n  url: x\n',
  ],
  ['the other way round', 'http:\n  url: x\n  method: PUT\ninfo:\n  type: http\n  name: a\n'],
])('a text that is %s is read as parsing reads it', (_how, text) => {
  expect(lightFacts('x.yml', 'item', text)).toEqual(factsOf('x.yml', 'item', text));
});

test.each([
  ['a comment behind a value', 'info:\n  name: a # b\n  type: http\nhttp:\n  method: GET\n  url: x\n'],
  ['a value on more lines', 'info:\n  name: a\n    b\n  type: http\nhttp:\n  method: GET\n  url: x\n'],
  ['a block', 'info:\n  name: |\n    a\n  type: http\nhttp:\n  method: GET\n  url: x\n'],
  ['an alias', 'info:\n  name: *a\n  type: http\n'],
  ['a flow mapping', 'info: { name: a, type: http }\n'],
  ['another kind of request', 'info:\n  name: a\n  type: grpc\n'],
  ['a request that does not say its type', 'info:\n  name: a\nhttp:\n  method: GET\n  url: x\n'],
  ['a number for a name', 'info:\n  name: 0x10\n  type: http\nhttp:\n  method: GET\n  url: x\n'],
])('%s is left to parsing', (_what, text) => {
  expect(lightFacts('x.yml', 'item', text)).toBeUndefined();
});

test('whatever a name and an address are, it says the same as parsing, or nothing', () => {
  // Mostly what means something in YAML.
  const unit = fc.oneof(
    fc.constantFrom(...Array.from(`ab: #'"-{}[]&*!|>%@,?~0.\t\\`)),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  );
  const line = fc.oneof(
    fc.string({ unit, maxLength: 8 }),
    fc.constantFrom('a #b', 'null', 'True', '0x10', '1e3', '.inf'),
  );
  fc.assert(
    fc.property(line, line, fc.nat(), fc.boolean(), (name, url, seq, raw) => {
      const text = raw
        ? `info:\n  name: ${name}\n  type: http\nhttp:\n  method: GET\n  url: ${url}\n`
        : stringify({ info: { name, type: 'http', seq }, http: { method: 'GET', url } });
      const light = lightFacts('x.yml', 'item', text);
      const facts = factsOf('x.yml', 'item', text);
      // What does not parse is found broken when it is parsed.
      if (light && !facts.problem) expect(light).toEqual(facts);
    }),
    { numRuns: durabilityRuns(100) },
  );
});
