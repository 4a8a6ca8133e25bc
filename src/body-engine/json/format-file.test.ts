import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatJsonFile, type JsonFileJob, type JsonFileProgress } from './format-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-format-'));
  writeFileSync(output(), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const source = () => join(folder, 'source');
const output = () => join(folder, 'output');
const laidOut = () => readFileSync(output(), 'utf8');
const never = new AbortController().signal;

/** Lays out what the source holds; it gets no more. */
function format(bytes: string | Uint8Array, job: Partial<JsonFileJob> = {}, signal = never) {
  writeFileSync(source(), bytes);
  return formatJsonFile(
    {
      sourcePath: source(),
      outputPath: output(),
      encoding: 'utf-8',
      mode: 'document',
      waitForMore: () => Promise.resolve(false),
      onProgress: () => undefined,
      ...job,
    },
    signal,
  );
}

/** Files of the folder that this process holds open. */
async function openFiles(): Promise<string[]> {
  const links = await readdir('/proc/self/fd');
  // A link that is gone is that of this very listing.
  const files = await Promise.all(links.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return files.filter((file) => file.startsWith(folder));
}

describe('a file', () => {
  test('is laid out in another one', async () => {
    const records = Array.from({ length: 20_000 }, (_, id) => ({ id, name: `Größe ${id}`, tags: ['a', {}] }));
    const text = JSON.stringify(records);
    const seen: JsonFileProgress[] = [];
    const result = await format(text, { onProgress: (progress) => seen.push(progress) });
    const expected = JSON.stringify(records, null, 2);
    expect(laidOut()).toBe(expected);
    const size = Buffer.byteLength(text);
    expect(result).toEqual({ doneBytes: size, totalBytes: size, outputBytes: Buffer.byteLength(expected) });
    expect(seen.length).toBeGreaterThan(0);
  });

  test('that is no JSON is laid out up to there', async () => {
    const result = await format('[1,\n2,x]');
    expect(result).toEqual({
      doneBytes: 6,
      totalBytes: 8,
      outputBytes: 14,
      problem: { message: expect.stringContaining('x'), offset: 6, line: 1, column: 2 },
    });
    expect(laidOut()).toBe('[\n  1,\n  2,\n  ');
  });

  test('of another encoding is recoded, and its problem named by line and column alone', async () => {
    const text = '\uFEFF{"é😀":"日"}';
    expect(await format(Buffer.from(text, 'utf16le'), { encoding: 'utf-16le' })).not.toHaveProperty(
      'problem',
    );
    expect(laidOut()).toBe('{\n  "é😀": "日"\n}');

    await format(Buffer.from('["é"]', 'latin1'), { encoding: 'iso-8859-1' });
    expect(laidOut()).toContain('"é"');

    const { problem } = await format(Buffer.from('{\n"é😀":x}', 'utf16le'), { encoding: 'utf-16le' });
    expect(problem).toEqual({ message: expect.stringContaining('“x”'), line: 1, column: 6 });
  });

  test('of another encoding may not end within a character', async () => {
    const cutShort = Buffer.from('[] ', 'utf16le').subarray(0, 5);
    const { problem } = await format(cutShort, { encoding: 'utf-16le' });
    expect(problem).toMatchObject({ message: expect.stringContaining('there is more'), line: 0, column: 2 });
  });

  test('of an encoding that nobody knows is refused', async () => {
    await expect(format('[]', { encoding: 'klingon' })).rejects.toThrow(RangeError);
  });

  test('of JSON lines is laid out line by line', async () => {
    await format('{"a":1}\n[]\n', { mode: 'lines' });
    expect(laidOut()).toBe('{\n  "a": 1\n}\n[]');
  });
});

describe('a file that still grows', () => {
  test('is followed, with all of it written whenever it waits', async () => {
    const parts = ['{"a":[1', '2,', 'tru', 'e]', '}'];
    const written: string[] = [];
    const result = await format('', {
      async waitForMore(size) {
        written.push(laidOut());
        expect(await openFiles()).toEqual([]);
        const part = parts.shift();
        if (part === undefined) return false;
        expect(size).toBe(readFileSync(source()).byteLength);
        appendFileSync(source(), part);
        return true;
      },
    });
    expect(written).toEqual([
      '',
      '{\n  "a": [\n    1',
      '{\n  "a": [\n    12,\n    ',
      '{\n  "a": [\n    12,\n    tru',
      '{\n  "a": [\n    12,\n    true\n  ]',
      '{\n  "a": [\n    12,\n    true\n  ]\n}',
    ]);
    expect(result).toEqual({ doneBytes: 15, totalBytes: 15, outputBytes: 33 });
  });

  test('and ends too early keeps what was laid out', async () => {
    const { problem } = await format('{"a":');
    expect(problem).toMatchObject({ offset: 5, message: 'The text ends too early: a value is missing.' });
    expect(laidOut()).toBe('{\n  "a": ');
  });
});

describe('the work ends', () => {
  const large = `[${'[1,2],'.repeat(2_000_000)}0]`;

  test('between two slices when the signal aborts, with every file closed', async () => {
    const abort = new AbortController();
    let slices = 0;
    const work = format(
      large,
      {
        onProgress({ doneBytes }) {
          expect(doneBytes).toBeLessThan(large.length);
          slices++;
          // From the event loop, which runs between slices.
          if (slices === 1) setImmediate(() => abort.abort(new Error('not wanted any more')));
        },
      },
      abort.signal,
    );
    await expect(work).rejects.toThrow('not wanted any more');
    expect(slices).toBeLessThanOrEqual(2);
    expect(await openFiles()).toEqual([]);
  });

  test('while it waits for more when the signal aborts', async () => {
    const abort = new AbortController();
    const work = format(
      '[',
      {
        waitForMore: (_, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
            abort.abort(new Error('closed'));
          }),
      },
      abort.signal,
    );
    await expect(work).rejects.toThrow('closed');
    expect(await openFiles()).toEqual([]);
  });

  test('with what the system says when the disk is full', async () => {
    await expect(format(large, { outputPath: '/dev/full' })).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await openFiles()).toEqual([]);
  });

  test('when a file is removed, which does not come back', async () => {
    const removing = (path: string) => format(large, { onProgress: () => rmSync(path, { force: true }) });
    await expect(removing(output())).rejects.toMatchObject({ code: 'ENOENT', path: output() });
    expect(existsSync(output())).toBe(false);
    writeFileSync(output(), '');
    await expect(removing(source())).rejects.toMatchObject({ code: 'ENOENT', path: source() });
    expect(await openFiles()).toEqual([]);
  });
});
