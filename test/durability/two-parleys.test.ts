import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { newId } from '#main/services/ids.ts';
import { withFolderLock } from '#main/services/files/folder-lock.ts';
import { YamlSource } from '#main/services/yaml/yaml-source.ts';
import { collectionFolder } from '#test/harness/services/collections.ts';
import { countRuns, durabilityRuns } from '#test/harness/services/count-runs.ts';
import { draftsOn, listText } from '#test/harness/services/drafts.ts';
import { noSignal, startSession } from '#test/harness/services/support.ts';

/** Edits that each of the three makes to a file. Then there is another one: its rows would else become very many. */
const editsEach = 10;
const rounds = Math.ceil(durabilityRuns(30) / (3 * editsEach));

interface Tally {
  /** What each acknowledged save, and each foreign write, has brought into the file. */
  readonly saved: string[];
  conflicts: number;
}

/** Somebody who adds header after header, each with a name of its own, and saves now and then. */
async function edit(rig: Awaited<ReturnType<typeof draftsOn>>, who: string, tally: Tally): Promise<void> {
  const session = startSession();
  const { id } = await rig.drafts.openItem(session, rig.itemId());
  let unsaved: string[] = [];
  for (let number = 1; number <= editsEach; number += 1) {
    const { request, revision } = await rig.drafts.open(session, id);
    // What was put and is not saved yet is in the draft, whatever happened to the file.
    for (const name of unsaved) expect(request.headers.map((header) => header.name)).toContain(name);
    const name = `${who}-${number}`;
    const headers = [...request.headers, { id: newId(), name, value: '1', enabled: true }];
    await rig.drafts.put({ id, revision: revision + 1, request: { ...request, headers } });
    unsaved.push(name);
    await delay(Math.random() * 3);
    if (Math.random() < 0.7 || number === editsEach) {
      await saveAtLast(rig, id, tally);
      tally.saved.push(...unsaved);
      unsaved = [];
    }
  }
}

/** Saves; keeps both where others were first, as often as that takes. */
async function saveAtLast(
  rig: Awaited<ReturnType<typeof draftsOn>>,
  id: string,
  tally: Tally,
): Promise<void> {
  for (;;) {
    try {
      await rig.drafts.save(id);
      return;
    } catch (cause) {
      if (!(cause instanceof Failure) || cause.code !== 'CONFLICT') throw cause;
      tally.conflicts += 1;
    }
    try {
      await rig.drafts.resolve(id, 'both');
    } catch (cause) {
      // The editor had written half of its text, as editors do.
      if (!(cause instanceof Failure) || cause.code !== 'CONFLICT') throw cause;
    }
  }
}

/** An editor that reads, changes and writes the file. It keeps out of the gap that no program can close. */
async function writeFromOutside(path: string, tally: Tally): Promise<void> {
  for (let number = 1; number <= editsEach; number += 1) {
    await withFolderLock(path, noSignal(), async () => {
      const file = join(path, 'list.yml');
      await writeFile(file, `${await readFile(file, 'utf8')}# outside-${number}\n`);
    });
    tally.saved.push(`# outside-${number}`);
    await delay(Math.random() * 5);
  }
}

async function round(): Promise<Tally> {
  const collection = await collectionFolder({ 'list.yml': listText });
  const [one, two] = await Promise.all([draftsOn({ collection }), draftsOn({ collection })]);
  const tally: Tally = { saved: [], conflicts: 0 };
  let isOver = false;
  // Each of them is told of changes as its watcher would tell it.
  const told = (async () => {
    while (!isOver) {
      await delay(5);
      for (const { tree, collectionId } of [one, two]) await tree.refresh(collectionId, ['list.yml']);
    }
  })();
  try {
    await Promise.all([
      edit(one, 'one', tally),
      edit(two, 'two', tally),
      writeFromOutside(collection.path, tally),
    ]);
  } finally {
    isOver = true;
    await told;
  }
  const text = await one.textOf();
  expect(() => new YamlSource(text)).not.toThrow();
  const lines = new Set(text.split('\n').map((line) => line.replace('- name:', '').trim()));
  expect(tally.saved.filter((name) => !lines.has(name))).toEqual([]);
  expect([...one.errors, ...two.errors]).toEqual([]);
  await Promise.all([one.close(), two.close()]);
  return tally;
}

test(`two Parleys and an editor on one file, ${rounds * 3 * editsEach} edits: nothing that was saved is lost`, {
  timeout: 30_000 + rounds * 10_000,
}, async () => {
  const countEdits = countRuns('interleavings');
  let conflicts = 0;
  for (let count = 0; count < rounds; count += 1) {
    conflicts += (await round()).conflicts;
    countEdits(3 * editsEach);
  }
  expect(conflicts).toBeGreaterThan(0);
});
