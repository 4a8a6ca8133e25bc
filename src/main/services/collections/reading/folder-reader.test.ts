import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { FolderReader } from './folder-reader.ts';
import type { Found } from './found.ts';

/** A request that takes longer to parse than a slice of work is. */
function longRequest(name: string): string {
  const headers = Array.from({ length: 5000 }, (_, at) => `    - name: X-${at}\n      value: '${at}'\n`);
  return `info:\n  name: ${name}\n  type: http\n\nhttp:\n  method: GET\n  url: http://a.test/\n  headers:\n${headers.join('')}`;
}

test('a file that is read lightly again while the rest is parsed, is parsed as well', async () => {
  const root = await temporaryFolder();
  const write = (name: string, text: string) => writeFileSync(join(root, `${name}.yml`), text);
  for (const name of ['a', 'b', 'c']) write(name, longRequest(name));
  const found = new Map<string, Found>();
  const reader = new FolderReader({
    root,
    tell: (batch) => {
      for (const node of batch.found) found.set(node.path, node);
      return Promise.resolve();
    },
  });
  await reader.look([''], { deep: true, light: true });
  // One at least is parsed before this returns, and one is not.
  const parsing = reader.parseRest();
  for (const name of ['a', 'b', 'c']) write(name, `${longRequest(name)}    - [not closed\n`);
  await Promise.all([parsing, reader.look(['a.yml', 'b.yml', 'c.yml'], { light: true })]);
  expect(['a.yml', 'b.yml', 'c.yml'].map((path) => found.get(path)?.kind)).toEqual([
    'broken',
    'broken',
    'broken',
  ]);
});
