import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonNodesSchema, type JsonNode } from '#router/contracts/body-view.ts';
import { type ByteReader, byteReaderOf } from '../byte-reader.ts';
import { invalidDocuments, validDocuments } from './documents.fixture.ts';
import { answerBeforeBytes, jsonNodes, type JsonNodesAnswer, type JsonNodesRequest } from './json-nodes.ts';

const never = new AbortController().signal;

/** An answer about a text, which is complete JSON unless said otherwise. */
async function ask(
  source: string | ByteReader,
  request: Partial<JsonNodesRequest> = {},
): Promise<JsonNodesAnswer> {
  const reader = typeof source === 'string' ? byteReaderOf(Buffer.from(source)) : source;
  const answer = await jsonNodes(
    reader,
    { mode: 'document', isComplete: true, count: 500, ...request },
    never,
  );
  jsonNodesSchema.parse(answer);
  return answer;
}

/** All children, asked for page by page, and the problem that ended them. */
async function askAll(
  source: string | ByteReader,
  request: Partial<JsonNodesRequest>,
): Promise<JsonNodesAnswer> {
  const nodes: JsonNode[] = [];
  let answer = await ask(source, request);
  nodes.push(...answer.nodes);
  while (answer.next) {
    answer = await ask(source, { ...request, after: answer.next });
    nodes.push(...answer.nodes);
  }
  return { ...answer, nodes };
}

/** The value that the tree shows below a node. */
async function valueOf(source: string, node: JsonNode, request: Partial<JsonNodesRequest>): Promise<unknown> {
  if (node.kind !== 'object' && node.kind !== 'array') return JSON.parse(node.text);
  const { nodes, problem } = await askAll(source, { ...request, parent: node.offset });
  expect(problem).toBeUndefined();
  expect(nodes.length > 0).toBe(node.hasChildren);
  const values: [JsonNode['key'], unknown][] = [];
  for (const child of nodes) values.push([child.key, await valueOf(source, child, request)]);
  if (node.kind === 'object') return Object.fromEntries(values);
  expect(values.map(([key]) => key)).toEqual(values.map((_, index) => index));
  return values.map(([, value]) => value);
}

describe('the tree', () => {
  test('shows what the document holds, in pages and windows of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom('', ' ', '\t\r\n'),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (value, space, count, windowBytes) => {
          const source = ` ${JSON.stringify(value, null, space)} `;
          const { nodes } = await ask(source, { count, windowBytes });
          expect(nodes).toHaveLength(1);
          for (const root of nodes)
            expect(await valueOf(source, root, { count, windowBytes })).toEqual(JSON.parse(source));
        },
      ),
    );
  });

  test.each(validDocuments)('shows %j', async (source) => {
    const { nodes, problem } = await ask(source, { windowBytes: 1 });
    expect(problem).toBeUndefined();
    for (const root of nodes)
      expect(await valueOf(source, root, { windowBytes: 1 })).toEqual(JSON.parse(source));
  });

  test('names each child with its offset and its text as it stands there', async () => {
    const source = '{"a": -0.50, "a":"\\u00e9é", "list":[ ], "more":{"x":1}, "t":true}';
    const { nodes, next } = await ask(source, { parent: 0 });
    expect(next).toBeNull();
    expect(nodes).toEqual([
      { key: 'a', kind: 'number', offset: 6, text: '-0.50', hasChildren: false },
      { key: 'a', kind: 'string', offset: 17, text: '"\\u00e9é"', hasChildren: false },
      { key: 'list', kind: 'array', offset: 36, text: '', hasChildren: false },
      { key: 'more', kind: 'object', offset: 48, text: '', hasChildren: true },
      { key: 't', kind: 'true', offset: 61, text: 'true', hasChildren: false },
    ]);
  });

  test('has the document itself as its one child', async () => {
    expect(await ask('\uFEFF [1]')).toEqual({
      nodes: [{ key: null, kind: 'array', offset: 4, text: '', hasChildren: true }],
      next: null,
    });
    expect(await ask('1', { after: { offset: 0, index: 1 } })).toEqual({ nodes: [], next: null });
  });

  test('has no children below a number', async () => {
    expect(await ask('[12]', { parent: 1 })).toEqual({ nodes: [], next: null });
  });

  test('decodes names, and replaces half a surrogate pair', async () => {
    const { nodes } = await ask('{"\\ud83d\\ude00\\n\\"\\\\\\/":1,"a\\ud800b\\udc00":2}', { parent: 0 });
    expect(nodes.map(({ key }) => key)).toEqual(['😀\n"\\/', 'a\uFFFDb\uFFFD']);
  });

  test('cuts long texts and names between characters', async () => {
    const long = (letter: string, before: string) => `"${before}${letter.repeat(5000)}"`;
    const source = `{${long('😀', '')}:${long('😀', '')},${long('\\u00e9', 'x')}:${long('\\u00e9', '')},"n":${'7'.repeat(10_000)}}`;
    for (const windowBytes of [7, 128 * 1024]) {
      const { nodes } = await ask(source, { parent: 0, windowBytes });
      expect(nodes.map(({ key }) => key)).toEqual(['😀'.repeat(500), `x${'é'.repeat(999)}`, 'n']);
      expect(nodes.map(({ text }) => text)).toEqual([
        `"${'😀'.repeat(99)}`,
        `"${'\\u00e9'.repeat(34)}`.slice(0, 200),
        '7'.repeat(200),
      ]);
    }
  });

  test('goes over 100,000 levels without going down', async () => {
    const source = `[${'['.repeat(100_000)}${']'.repeat(100_000)},"last"]`;
    const { nodes } = await ask(source, { parent: 0 });
    expect(nodes.map(({ kind }) => kind)).toEqual(['array', 'string']);
  });
});

describe('a string with backslashes before its quotes', () => {
  test('is gone over to its end, wherever a window ends', async () => {
    const character = fc.constantFrom('\\', '"', 'a', '{', ']');
    const strings = fc.array(fc.string({ unit: character, maxLength: 300 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(strings, fc.integer({ min: 1, max: 70 }), async (values, windowBytes) => {
        const source = JSON.stringify([values, ...values.map((value) => value.repeat(4)), 'end']);
        const { nodes, problem } = await ask(source, { parent: 0, windowBytes });
        expect(problem).toBeUndefined();
        expect(nodes).toHaveLength(values.length + 2);
        expect(nodes.at(-1)?.text).toBe('"end"');
      }),
    );
  });
});

describe('what is no JSON', () => {
  test('is told with its offset, behind the good children', async () => {
    expect(await ask('[1, 2, oops, 3]', { parent: 0 })).toEqual({
      nodes: [expect.objectContaining({ text: '1' }), expect.objectContaining({ text: '2' })],
      next: null,
      problem: { message: 'Expected a value here, but found “o”.', offset: 7 },
    });
  });

  test('is found after the last child of a page by the page after', async () => {
    const { nodes, problem } = await askAll('["a" "b"]', { parent: 0, count: 1 });
    expect(nodes).toHaveLength(1);
    expect(problem).toMatchObject({ offset: 5 });
  });

  /** A tree goes over what is nested, and does not look behind the document. */
  const seen = invalidDocuments.filter(
    ([source]) => /^[[{]/.test(source) && !/^(\[1\]|\{\}|\{"a":1\}).|^\[\}|^\{\]/.test(source),
  );
  test.each(seen)('is found among the children of %j', async (source, offset) => {
    for (const windowBytes of [1, 1000]) {
      const { problem } = await askAll(source, { parent: 0, windowBytes });
      expect(problem).toMatchObject({ offset });
    }
  });

  test('is every part of a document that ends too early', async () => {
    const source = '[{"a":[1.5e-3,true,null]},"\\u00e9\\n",-0.5e1,true,{}]';
    for (let length = 1; length < source.length; length++) {
      const { problem } = await ask(source.slice(0, length), { parent: 0 });
      expect(problem, source.slice(0, length)).toMatchObject({ offset: length });
    }
    expect((await ask('')).problem).toMatchObject({ offset: 0, message: expect.stringContaining('empty') });
  });

  test('is a place where no value begins', async () => {
    const source = '[1, 2]';
    for (const parent of [2, 3, 5, 6, 1000])
      expect((await ask(source, { parent })).problem).toEqual({
        message: 'No JSON value begins at this place.',
        offset: parent,
      });
    const after = { offset: 0, index: 1 };
    expect((await ask(source, { parent: 0, after })).problem).toMatchObject({ offset: 0 });
  });

  test('crashes nothing, whatever the bytes and places are', async () => {
    const byte = fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(...Buffer.from('{}[]",:\\u0 \n1t')));
    const place = fc.nat({ max: 70 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(byte, { maxLength: 60 }),
        fc.record({
          mode: fc.constantFrom('document' as const, 'lines' as const),
          isComplete: fc.boolean(),
          count: fc.integer({ min: 1, max: 4 }),
          windowBytes: fc.integer({ min: 1, max: 20 }),
        }),
        fc.option(place, { nil: undefined }),
        fc.option(fc.record({ offset: place, index: place }), { nil: undefined }),
        async (bytes, request, parent, after) => {
          const answer = await ask(byteReaderOf(Uint8Array.from(bytes)), {
            ...request,
            ...(parent === undefined ? {} : { parent }),
            ...(after ? { after } : {}),
          });
          expect(answer.nodes.length).toBeLessThanOrEqual(request.count);
          for (const { offset } of answer.nodes) expect(offset).toBeLessThan(bytes.length);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('a body that still arrives', () => {
  test('shows the same children in the end, wherever it stopped in between', async () => {
    const source = '{"a":[1,{"b":"]"}],"c\\"":"d\\\\","e":12.5,"f":{},"g":true}';
    const { nodes: expected } = await ask(source, { parent: 0 });
    for (let length = 1; length < source.length; length++) {
      const early = await ask(source.slice(0, length), { parent: 0, isComplete: false });
      expect(early.problem).toBeUndefined();
      expect(early.next).not.toBeNull();
      if (!early.next) continue;
      const { nodes } = await ask(source, { parent: 0, after: early.next });
      expect([...early.nodes, ...nodes], source.slice(0, length)).toEqual(expected);
    }
  });

  test('shows the same lines in the end', async () => {
    const source = '{"a":1}\n\n"two"\n33\r\n  [4]\n{"b":"last"}';
    const { nodes: expected } = await ask(source, { mode: 'lines' });
    expect(expected).toHaveLength(5);
    for (let length = 0; length < source.length; length++) {
      const early = await ask(source.slice(0, length), { mode: 'lines', isComplete: false });
      expect(early.problem).toBeUndefined();
      if (!early.next) throw new Error(`no next after ${length} bytes`);
      const { nodes } = await ask(source, { mode: 'lines', after: early.next });
      expect([...early.nodes, ...nodes], source.slice(0, length)).toEqual(expected);
    }
  });
});

describe('JSON a line', () => {
  const lines = { mode: 'lines' } as const;

  test('shows a child a line, in pages and windows of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n', '\n \n\n', '\n\u001e'),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (values, end, count, windowBytes) => {
          const source = values.map((value) => JSON.stringify(value) + end).join('');
          const request = { ...lines, count, windowBytes };
          const { nodes, problem } = await askAll(source, request);
          expect(problem).toBeUndefined();
          expect(nodes.map(({ key }) => key)).toEqual(values.map((_, index) => index));
          for (const [index, node] of nodes.entries())
            expect(await valueOf(source, node, request)).toEqual(JSON.parse(JSON.stringify(values[index])));
        },
      ),
    );
  });

  test('goes on after a line that is none', async () => {
    const source = '1\noops\n3 4\n{\n{"a":1\n5';
    const pages: JsonNodesAnswer[] = [];
    let answer = await ask(source, lines);
    pages.push(answer);
    while (answer.next) {
      answer = await ask(source, { ...lines, after: answer.next });
      pages.push(answer);
    }
    expect(
      pages.map(({ nodes, problem }) => [nodes.map(({ key, kind }) => [key, kind]), problem?.offset]),
    ).toEqual([
      [[[0, 'number']], 2],
      [[], 9],
      [[], 12],
      [
        [
          [4, 'object'],
          [5, 'number'],
        ],
        undefined,
      ],
    ]);
  });

  test('ends a value with its line', async () => {
    const source = '{"a":1\n,"b":2}';
    for (const windowBytes of [1, 5, 6, 7, 100])
      expect(await ask(source, { ...lines, parent: 0, windowBytes })).toEqual({
        nodes: [expect.objectContaining({ key: 'a', text: '1' })],
        next: null,
        problem: { message: 'The line ends inside this value.', offset: 6 },
      });
  });
});

describe('a large value', () => {
  const noBytes = Buffer.alloc(0);

  /** A text whose `⋯` stands for a number of letters x, which nobody holds in memory. */
  function largeText(text: string, letters: number): ByteReader & { readBytes: number } {
    const [head = noBytes, tail = noBytes] = text.split('⋯').map((part) => Buffer.from(part));
    return {
      size: head.length + letters + tail.length,
      readBytes: 0,
      read(into, position) {
        const length = Math.max(0, Math.min(into.byteLength, this.size - position));
        into.fill(0x78, 0, length);
        for (const [part, offset] of [
          [head, 0],
          [tail, this.size - tail.length],
        ] as const) {
          for (let at = 0; at < part.length; at++) {
            const place = offset + at - position;
            if (place >= 0 && place < length) into[place] = part[at] ?? 0;
          }
        }
        this.readBytes += length;
        return length;
      },
    };
  }

  test('is shown before its end is found; the next answer finds it', async () => {
    const source = largeText('{"a":1,"data":"⋯","z":2}', 4 * answerBeforeBytes);
    const first = await ask(source, { parent: 0 });
    expect(first.nodes.map(({ key }) => key)).toEqual(['a', 'data']);
    expect(first.nodes.at(1)?.text).toBe(`"${'x'.repeat(199)}`);
    expect(source.readBytes).toBeLessThan(answerBeforeBytes + 1024 * 1024);
    expect(first.next).toEqual({ offset: 14, index: 2 });
    if (!first.next) return;
    const second = await ask(source, { parent: 0, after: first.next });
    expect(second).toMatchObject({ nodes: [{ key: 'z', text: '2' }], next: null });
  });

  test('stops being scanned when the signal aborts', async () => {
    const source = largeText('["⋯"]', 2 ** 50);
    const abort = new AbortController();
    const request = {
      mode: 'document',
      isComplete: true,
      count: 1,
      parent: 0,
      after: { offset: 1, index: 1 },
    } as const;
    const answer = jsonNodes(source, request, abort.signal);
    setImmediate(() => abort.abort(new Error('closed')));
    await expect(answer).rejects.toThrow('closed');
  });
});
