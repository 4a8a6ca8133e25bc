import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { durabilityRuns } from '#test/harness/services/count-runs.ts';
import { CannotRewriteError, rewriteYaml } from './rewrite-yaml.ts';
import { changedValue, styled, yamlValue } from './styled-yaml.fixture.ts';
import { YamlProblem } from './yaml-source.ts';

const request = `# Orders of a customer
info:
  name: "List orders" # shown in the tree
  seq: 2

http:
  url: https://api.example.com/orders
  headers:
    - name: Accept
      value: 'application/json'
    # for the proxy in the office
    - name: X-Trace
      value: "1"
      disabled: true
  body:
    type: json
    data: |-
      {
        "a": 1
      }
settings: {encodeUrl: true, timeout: 0}
`;

/** Lines of the request that are gone and that have come, when it says something else. */
function difference(change: (edited: ReturnType<typeof said>) => void): { gone: string[]; come: string[] } {
  const wanted = said();
  change(wanted);
  const before = request.split('\n');
  const after = rewriteYaml(request, wanted).split('\n');
  return {
    gone: before.filter((line) => !after.includes(line)),
    come: after.filter((line) => !before.includes(line)),
  };
}

interface Said {
  info: { name: string; seq: number };
  http: {
    url: string;
    params?: unknown[];
    headers: { name: string; value: string; disabled?: boolean }[];
    body: { type: string; data: unknown };
  };
  settings: Record<string, unknown>;
}
function said(): Said {
  const value: Said = parse(request);
  return value;
}

describe('what is changed', () => {
  test('a scalar keeps its quotes and its comment', () => {
    expect(difference(({ info }) => (info.name = 'Orders'))).toEqual({
      gone: ['  name: "List orders" # shown in the tree'],
      come: ['  name: "Orders" # shown in the tree'],
    });
  });

  test('a scalar without quotes gets them where it can’t do without', () => {
    expect(difference(({ http }) => (http.url = 'https://a # b')).come).toEqual(['  url: "https://a # b"']);
  });

  test('a block keeps its kind and its indentation', () => {
    expect(difference(({ http }) => (http.body.data = '{\n  "b": 2\n}'))).toEqual({
      gone: ['        "a": 1'],
      come: ['        "b": 2'],
    });
  });

  test('a block keeps an indentation of its own', () => {
    const text = 'a:\n    b: |\n        one\n          two\n    c: 1\n';
    expect(rewriteYaml(text, { a: { b: 'one\n  three\n', c: 1 } })).toBe(text.replace('two', 'three'));
  });

  test('a text that begins with a blank is a block, too', () => {
    const text = 'a:\n  b: |-\n    one\n    two\n';
    expect(rewriteYaml(text, { a: { b: '\n  one\n\n two' } })).toBe(
      'a:\n  b: |2-\n\n      one\n\n     two\n',
    );
  });

  test('a field of one row of a table leaves the other rows alone', () => {
    expect(
      difference(({ http }) => (http.headers[1] = { name: 'X-Trace', value: '2', disabled: true })),
    ).toEqual({
      gone: ['      value: "1"'],
      come: ['      value: "2"'],
    });
  });

  test('a row that comes, goes or moves takes its own lines', () => {
    expect(difference(({ http }) => http.headers.push({ name: 'New', value: 'yes' }))).toEqual({
      gone: [],
      come: ['    - name: New', '      value: yes'],
    });
    expect(difference(({ http }) => http.headers.shift())).toEqual({
      gone: ['    - name: Accept', "      value: 'application/json'"],
      come: [],
    });
    expect(difference(({ http }) => (http.headers = http.headers.toReversed()))).toEqual({
      gone: [],
      come: [],
    });
  });

  test('a row that moves and changes keeps what else stands in it', () => {
    const moved = rewriteYaml('- name: a # first\n  x: 1\n- name: b\n  # why\n  x: 2\n  # end\n', [
      { name: 'b', x: 3 },
      { name: 'a', x: 1, y: 2 },
    ]);
    expect(moved).toBe('- name: b\n  # why\n  x: 3\n  # end\n- name: a # first\n  x: 1\n  y: 2\n');
  });

  test('a row that goes beside one that changes takes its own comments with it', () => {
    const text = '- name: a # first\n  x: 1\n- name: b # second\n  x: 2\n- name: c\n';
    expect(rewriteYaml(text, [{ name: 'b', x: 3 }, { name: 'c' }])).toBe(
      '- name: b # second\n  x: 3\n- name: c\n',
    );
  });

  test('a comment on a value’s line stays there when the value takes more of them', () => {
    expect(rewriteYaml('a: [] # why\n', { a: 'x\ny' })).toBe('a: |- # why\n  x\n  y\n');
    expect(rewriteYaml('a:\n  [] # why\n', { a: ['x\ny'] })).toBe('a: # why\n  - |-\n    x\n    y\n');
    expect(rewriteYaml('a: | # why\n  x\n', { a: 'y\n' })).toBe('a: | # why\n  y\n');
  });

  test('a key stands where it is said to, in the style of its mapping', () => {
    expect(difference(({ settings }) => (settings['maxRedirects'] = 3)).come).toEqual([
      'settings: {encodeUrl: true, timeout: 0, maxRedirects: 3}',
    ]);
    const wanted = said();
    const { url, ...rest } = wanted.http;
    const result = rewriteYaml(request, { ...wanted, http: { url, params: [], ...rest } });
    expect(result).toContain('/orders\n  params: []\n  headers:');
  });

  test('another kind of value takes the place of the old one', () => {
    expect(
      difference(({ http }) => (http.body = { type: 'form-urlencoded', data: [{ name: 'a' }] })).come,
    ).toEqual(['    type: form-urlencoded', '    data:', '      - name: a']);
  });

  test('lines end as they did', () => {
    const text = request.replaceAll('\n', '\r\n');
    const wanted = parse(text);
    wanted.http.body.data = 'one\ntwo';
    wanted.http.headers.push({ name: 'New', value: 'a\nb' });
    expect(rewriteYaml(text, wanted)).not.toMatch(/[^\r]\n/);
  });
});

describe('anchors and aliases', () => {
  const text = 'one: &shared\n  a: 1\ntwo: *shared\n';

  test('stay where nothing of them changes', () => {
    expect(rewriteYaml(text, { one: { a: 1 }, two: { a: 1 }, three: 3 })).toBe(`${text}three: 3\n`);
  });

  test('are told apart where one of them changes alone', () => {
    expect(rewriteYaml(text, { one: { a: 2 }, two: { a: 1 } })).toBe('one: &shared\n  a: 2\ntwo: { a: 1 }\n');
  });
});

describe('what is hard to write', () => {
  test('a text of blanks at the place of a block with a blank at its end', () => {
    expect(parse(rewriteYaml('a:\n\n  |-\n  - \nb: 1\n', { a: ['\tx\n'], b: 1 }))).toEqual({
      a: ['\tx\n'],
      b: 1,
    });
  });
});

describe('what can’t be changed', () => {
  test('a text that is no YAML is a problem with its place', () => {
    const act = () => rewriteYaml('a: 1\nb: [', {});
    expect(act).toThrow(YamlProblem);
    expect(act).toThrow(expect.objectContaining({ line: 2 }));
  });

  test('what YAML can’t say is refused, and nothing is written', () => {
    expect(() => rewriteYaml('a: 1\n', { a: new Date(0) })).toThrow(CannotRewriteError);
  });
});

describe('any text', { timeout: 600_000 }, () => {
  const text = yamlValue.chain((value) => styled(value));
  const numRuns = durabilityRuns(60);

  test('stays as it is, byte for byte, where it says already what is wanted', () => {
    fc.assert(
      fc.property(text, (before) => rewriteYaml(before, parse(before)) === before),
      { numRuns },
    );
  });

  test('can be made to say something a little different', () => {
    fc.assert(
      fc.property(text, yamlValue, fc.infiniteStream(fc.nat()), (before, value, choices) => {
        const wanted = changedValue(parse(before), value, choices);
        expect(parse(rewriteYaml(before, wanted))).toEqual(wanted);
      }),
      { numRuns },
    );
  });

  test('can be made to say anything else', () => {
    fc.assert(
      fc.property(text, yamlValue, (before, wanted) => {
        expect(parse(rewriteYaml(before, wanted))).toEqual(wanted);
      }),
      { numRuns },
    );
  });
});
