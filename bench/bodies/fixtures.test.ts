import { readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { earlyNeedle, makeFixtures, needle } from './fixtures.ts';

const bytes = 3_000_000;

describe('the files that are sent', () => {
  test('have their size to the byte, and one needle each', async () => {
    const { ndjson, sse } = await makeFixtures(await temporaryFolder(), bytes);
    const text = await readFile(ndjson.path, 'utf8');
    expect(text.length).toBe(bytes);
    expect(text.split(needle)).toHaveLength(2);
    expect(text.indexOf(needle) / bytes).toBeGreaterThan(0.4);
    expect(text.indexOf(needle) / bytes).toBeLessThan(0.6);
    expect(text.split(earlyNeedle)).toHaveLength(2);
    expect((await stat(sse.path)).size).toBe(sse.bytes);
  });

  test('are JSON to the end where they are called so, on one line', async () => {
    const { json } = await makeFixtures(await temporaryFolder(), bytes);
    const text = await readFile(json.path, 'utf8');
    expect(text.length).toBe(bytes);
    expect(text.includes('\n')).toBe(false);
    expect(JSON.parse(text)).toBeInstanceOf(Array);
  });

  test('are kept where they are there, and made anew where they are of another size', async () => {
    const folder = await temporaryFolder();
    const { ndjson, random } = await makeFixtures(folder, bytes);
    const kept = await readFile(random.path);
    await writeFile(ndjson.path, 'cut short');
    await makeFixtures(folder, bytes);
    expect(kept.equals(await readFile(random.path))).toBe(true);
    expect((await stat(ndjson.path)).size).toBe(bytes);
  });
});
