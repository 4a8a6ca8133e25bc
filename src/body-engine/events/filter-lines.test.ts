import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchQuery } from '#router/contracts/body-view.ts';
import { filterLines, type FilterLinesProgress } from './filter-lines.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-filter-lines-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const noSizes: readonly number[] = [];

interface Filtered {
  readonly output: Buffer;
  readonly progress: FilterLinesProgress;
}

/** Filters a file that has as many bytes as each of `sizes` says, one after the other, and then all. */
async function filtered(
  bytes: Buffer,
  wanted: SearchQuery,
  { encoding = 'utf-8', sizes = noSizes, signal = never } = {},
): Promise<Filtered> {
  const [sourcePath, outputPath] = [join(folder, 'source'), join(folder, 'output')];
  const steps = [...sizes.toSorted((a, b) => a - b), bytes.byteLength];
  const grow = () => writeFileSync(sourcePath, bytes.subarray(0, steps.shift()));
  grow();
  writeFileSync(outputPath, '');
  const progress = await filterLines(
    {
      sourcePath,
      outputPath,
      encoding,
      query: wanted,
      async waitForMore(size) {
        while (steps.length > 0 && size < bytes.byteLength) {
          const next = steps[0] ?? 0;
          grow();
          if (next > size) return true;
        }
        return false;
      },
      onProgress() {},
    },
    signal,
  );
  return { output: readFileSync(outputPath), progress };
}

function query(text: string, options: Partial<SearchQuery> = {}): SearchQuery {
  return { text, matchCase: true, wholeWord: false, regex: false, ...options };
}

describe('lines with a hit are kept, as they are', () => {
  it('where hits follow each other from line to line', async () => {
    const text = '{a}\n{b}\n{c}\nend';
    expect(String((await filtered(Buffer.from(text), query('}\n{'))).output)).toBe('{a}\n{b}\n{c}\n');
  });

  it('whatever they hold, also while the source grows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'ab', 'x', 'ä', '\n', '\r\n', '\n\n'), { maxLength: 40 }),
        fc.constantFrom(query('a'), query('AB', { matchCase: false }), query('^x|ä$', { regex: true })),
        fc.constantFrom('utf-8', 'utf-16le'),
        fc.array(fc.nat(80), { maxLength: 4 }),
        async (parts, wanted, encoding, sizes) => {
          const text = parts.join('');
          const encode = (each: string) => Buffer.from(each, encoding === 'utf-8' ? 'utf8' : 'utf16le');
          const expression = wanted.regex ? /^x|ä$/mu : wanted.matchCase ? /a/u : /ab/iu;
          const lines = text.split(/(?<=\n)/u).filter((line) => expression.test(line));
          const mark = encoding === 'utf-16le' && text !== '' ? '\u{feff}' : '';
          const { output, progress } = await filtered(encode(text), wanted, { encoding, sizes });
          expect(output.toString(encoding === 'utf-8' ? 'utf8' : 'utf16le')).toBe(mark + lines.join(''));
          const size = encode(text).byteLength;
          expect(progress).toEqual({ doneBytes: size, totalBytes: size, outputBytes: output.byteLength });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of any size, with the hit at the begin, in the middle or at the end', async () => {
    const long = 'x'.repeat(1_500_000);
    const lines = [`needle${long}`, `${long}needle${long}`, `${long}needle`, long, 'needle', 'no'];
    const { output } = await filtered(Buffer.from(`${lines.join('\n')}\n`), query('needle'));
    const expected = Buffer.from([0, 1, 2, 4].map((line) => `${lines[line]}\n`).join(''));
    expect(output.equals(expected)).toBe(true);
  });

  it('all of them where a hit spans several', async () => {
    const { output } = await filtered(Buffer.from('1\n2a\nb3\n4\n'), query('a\nb'));
    expect(output.toString()).toBe('2a\nb3\n');
  });

  it('with one byte order mark for UTF-16', async () => {
    const { output } = await filtered(Buffer.from('\u{feff}a\nb\n', 'utf16le'), query('a'), {
      encoding: 'utf-16le',
    });
    expect(output.toString('utf16le')).toBe('\u{feff}a\n');
  });
});

it('ends with the signal’s reason', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(filtered(Buffer.from('a\n'), query('a'), { signal })).rejects.toThrow('enough');
});
