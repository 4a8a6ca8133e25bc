import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { maxJsonPathBytes, type TextReport } from '#router/contracts/body-jobs.ts';
import { filterJson, repeatedNames } from './filter-json.ts';
import { filterJsonLines } from './filter-json-lines.ts';
import { freeOutputBytes } from '../json/output-bound.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-filter-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const source = () => join(folder, 'source');
const output = () => join(folder, 'output');
const never = new AbortController().signal;

interface Options {
  run?: typeof filterJsonLines;
  encoding?: string;
  signal?: AbortSignal;
}

/** Filters a source that gets no more. */
async function filter(
  bytes: string | Uint8Array,
  expression: string,
  { run = filterJson, encoding = 'utf-8', signal = never }: Options = {},
): Promise<TextReport & { text: string }> {
  writeFileSync(source(), bytes);
  writeFileSync(output(), '');
  const report = await run(
    {
      sourcePath: source(),
      outputPath: output(),
      encoding,
      expression,
      waitForMore: () => Promise.resolve(false),
      onProgress: () => undefined,
    },
    signal,
  );
  return { ...report, text: readFileSync(output(), 'utf8') };
}

describe('a document', () => {
  test('gives what is found in it as an array, every digit and name as it stands there', async () => {
    const text = '{"items":[{"id":12345678901234567890,"p":1.50,"10":0,"9":0},{"id":1e400,"p":20}]}';
    const result = await filter(text, '$.items[?@.p < 10]');
    expect(result).toEqual({
      doneBytes: text.length,
      totalBytes: text.length,
      outputBytes: result.text.length,
      text: '[\n  {\n    "id": 12345678901234567890,\n    "p": 1.50,\n    "10": 0,\n    "9": 0\n  }\n]',
    });
    expect((await filter(text, '$..id')).text).toBe('[\n  12345678901234567890,\n  1e400\n]');
  });

  test('without a match gives an empty array', async () => {
    expect((await filter('{"a":1}', '$.b')).text).toBe('[]');
  });

  test('with members of the same name keeps both, and says which JSONPath goes by', async () => {
    const text = '{"a":{"x":1},"a":{"x":2,"x":3}}';
    expect(await filter(text, '$[?@.x == 3]')).toMatchObject({
      text: '[\n  {\n    "x": 2,\n    "x": 3\n  }\n]',
      notes: [repeatedNames],
    });
    expect(await filter('{"a":{"x":1},"b":{"x":1}}', '$.a')).not.toHaveProperty('notes');
  });

  test('of another encoding is found in as well, and what is found is in UTF-8', async () => {
    const text = '\uFEFF{"é":"日"}';
    expect((await filter(Buffer.from(text, 'utf16le'), '$.é', { encoding: 'utf-16le' })).text).toBe(
      '[\n  "日"\n]',
    );
  });

  test('that is no JSON says where', async () => {
    expect(await filter('{"a":1,\n x}', '$.a')).toEqual({
      doneBytes: 0,
      totalBytes: 11,
      outputBytes: 0,
      text: '',
      problem: { message: expect.stringContaining('found “x”'), line: 1, column: 1 },
    });
  });

  test('with too many matches gives the first of them, and says so', async () => {
    const result = await filter(`[${'1,'.repeat(100_000)}1]`, '$[*]');
    expect(result.problem?.message).toContain('Only the first 100,000 matches');
    expect(JSON.parse(result.text)).toHaveLength(100_000);
  });

  test('whose matches hold one another does not fill the disk', async () => {
    const text = `${'['.repeat(990)}"${'x'.repeat(200_000)}"${']'.repeat(990)}`;
    const result = await filter(text, '$..*');
    expect(result.problem?.message).toContain('many are parts of others');
    expect(result.outputBytes).toBe(result.text.length);
    expect(result.outputBytes).toBeLessThan(70 * 1024 * 1024);
  });

  test('that is nested deeper than .. follows says so', async () => {
    const { problem } = await filter(`${'['.repeat(3000)}${']'.repeat(3000)}`, '$..a');
    expect(problem?.message).toContain('nested deeper than 1,000 levels');
  });

  test('that is too large is refused with the bound, and what to do instead', async () => {
    writeFileSync(source(), '[]');
    truncateSync(source(), maxJsonPathBytes + 1);
    const job = {
      sourcePath: source(),
      outputPath: output(),
      encoding: 'utf-8',
      expression: '$',
      onProgress() {},
    };
    await expect(filterJson(job, never)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringMatching(/up to 64 MiB.*tree or the search/),
    });
  });

  test('is left when the signal aborts', async () => {
    const abort = new AbortController();
    const work = filter(`[${'[1,2],'.repeat(200_000)}0]`, '$..*', { signal: abort.signal });
    abort.abort(new Error('not wanted any more'));
    await expect(work).rejects.toThrow('not wanted any more');
  });
});

describe('lines of JSON', () => {
  const lines = (text: string | Uint8Array, expression: string, encoding = 'utf-8') =>
    filter(text, expression, { run: filterJsonLines, encoding });

  test('give a match a line, each as it stands there', async () => {
    const text = '{"id":1.0,"tags":["a","b"]}\r\n\n{"id":2}\n{"tags":[ "c" ]}';
    expect(await lines(text, '$.tags[*]')).toEqual({
      doneBytes: text.length,
      totalBytes: text.length,
      outputBytes: 12,
      text: '"a"\n"b"\n"c"\n',
    });
    expect((await lines(text, '$[?@ == 1]')).text).toBe('1.0\n');
  });

  test('are found in across reads, however long', async () => {
    const long = JSON.stringify({ id: 'long', fill: 'x'.repeat(600_000) });
    const text = `${'{"id":"short"}\n'.repeat(40_000)}${long}\n${long}`;
    expect((await lines(text, '$.id')).text).toBe(`${'"short"\n'.repeat(40_000)}"long"\n"long"\n`);
  });

  test('that are no JSON are left out, counted and placed', async () => {
    expect(await lines('1\nno\n2\n', '$')).toMatchObject({
      text: '1\n2\n',
      notes: ['Line 2 is no JSON and was left out.'],
    });
    expect(await lines('1\nno\n{\n2', '$')).toMatchObject({
      text: '1\n2\n',
      notes: ['2 lines are no JSON and were left out, the first of them line 2.'],
    });
  });

  test('whose matches hold one another do not fill the disk, and each that is shown is whole', async () => {
    const line = (name: string) => `${'['.repeat(990)}"${name}${'x'.repeat(60_000)}"${']'.repeat(990)}\n`;
    const result = await lines(line('a') + line('b') + line('c'), '$..*');
    expect(result.problem?.message).toContain('many are parts of others');
    expect(result.outputBytes).toBe(result.text.length);
    expect(result.outputBytes).toBeLessThanOrEqual(freeOutputBytes);
    expect(result.outputBytes).toBeGreaterThan(freeOutputBytes - 70_000);
    const shown = result.text.split('\n');
    expect(shown.at(-1)).toBe('');
    expect(shown.at(-2)).toMatch(/^\[+"bx+"\]+$/);
  });

  /** Ċ and ਅ have a byte of 0x0A. */
  const names = '{"a":"Ċ"}\n{"a":"ਅ"}\r\n\n{"a":"😀"}';

  test.each([
    ['utf-16le', '', Buffer.from(names, 'utf16le')],
    ['utf-16le', 'with a byte order mark ', Buffer.from(`\uFEFF${names}`, 'utf16le')],
    ['utf-16be', '', Buffer.from(names, 'utf16le').swap16()],
    ['utf-8', 'with a byte order mark ', Buffer.from(`\uFEFF${names}`)],
  ])('in %s %sare found in as well, and what is found is in UTF-8', async (encoding, _, bytes) => {
    const result = await lines(bytes, '$.a', encoding);
    expect(result).toEqual({
      doneBytes: bytes.byteLength,
      totalBytes: bytes.byteLength,
      outputBytes: 18,
      text: '"Ċ"\n"ਅ"\n"😀"\n',
    });
  });

  test('in an encoding of one byte a character are found in as well', async () => {
    expect((await lines(Buffer.from('{"é":"ü"}\n', 'latin1'), '$.é', 'windows-1252')).text).toBe('"ü"\n');
  });

  test('that come with half a code unit wait for the other half', async () => {
    const bytes = Buffer.from('"a"\n"b"\n"c"\n', 'utf16le');
    writeFileSync(source(), bytes.subarray(0, 9));
    writeFileSync(output(), '');
    const waits = [bytes.subarray(9, 11), bytes.subarray(11)];
    const report = await filterJsonLines(
      {
        sourcePath: source(),
        outputPath: output(),
        encoding: 'utf-16le',
        expression: '$',
        waitForMore(size) {
          expect(size).toBe(readFileSync(source()).byteLength);
          const more = waits.shift();
          if (more) appendFileSync(source(), more);
          return Promise.resolve(more !== undefined);
        },
        onProgress: () => undefined,
      },
      never,
    );
    expect(readFileSync(output(), 'utf8')).toBe('"a"\n"b"\n"c"\n');
    expect(report).toEqual({ doneBytes: 24, totalBytes: 24, outputBytes: 12 });
  });

  test('that end within a code unit say that the last is no JSON', async () => {
    const bytes = Buffer.from('"a"\n"b"', 'utf16le');
    expect(await lines(bytes.subarray(0, -1), '$', 'utf-16le')).toEqual({
      doneBytes: 13,
      totalBytes: 13,
      outputBytes: 4,
      text: '"a"\n',
      notes: ['Line 2 is no JSON and was left out.'],
    });
  });
});
