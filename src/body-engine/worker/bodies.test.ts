import { renameSync } from 'node:fs';
import { rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { all, noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { Bodies } from './bodies.ts';

/** Far more than one slice indexes. */
const size = 256 * 1024 * 1024;

/** A body that is complete, and that a viewer has begun to index: then its file is away. */
async function bodyWhoseFileIsAway() {
  const path = join(await temporaryFolder(), 'body');
  await writeFile(path, '');
  await truncate(path, size);
  const state = { id: newId(), path, contentType: '', revision: 0, size, state: 'complete' as const };
  const bodies = new Bodies(true, []);
  const watching = bodies.view(state).watch(noSignal());
  const begun = (await watching.next()).value;
  // At once: on a busy machine all would be indexed while a rename waits for its turn.
  renameSync(path, `${path}-away`);
  await expect(all(watching)).rejects.toMatchObject({ code: 'ENOENT' });
  return { bodies, state, begun, bringBack: () => rename(`${path}-away`, path) };
}

test('a body that could not be read for a moment is indexed to its end as soon as somebody asks for it', async () => {
  const { bodies, state, begun, bringBack } = await bodyWhoseFileIsAway();
  expect(begun?.indexedBytes).toBeLessThan(size);
  await bringBack();
  const facts = await all(bodies.view(state).watch(noSignal()));
  expect(facts.at(-1)).toMatchObject({ indexedBytes: size, rows: expect.any(Number) });
});

test('a body that can not be read says so whenever somebody asks for it', async () => {
  const { bodies, state } = await bodyWhoseFileIsAway();
  for (let asked = 0; asked < 3; asked += 1) {
    await expect(all(bodies.view(state).watch(noSignal()))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(() => bodies.view(state).rows(0, 1)).toThrow('ENOENT');
  }
});
