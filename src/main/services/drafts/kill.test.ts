import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { newId } from '../ids.ts';
import { bundle } from '#test/harness/services/bundle.ts';
import { startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { typedText } from '#test/harness/services/typed-text.ts';
import { DraftJournal } from './journal.ts';

/** How often the process is killed, and how many edits it gets acknowledged before each. */
const acknowledgedBeforeKill = [1, 7, 20, 60];

/** Runs the typing process, kills it after some acknowledgements, and gives the newest acknowledged revisions. */
async function typeUntilKilled(
  script: string,
  folder: string,
  from: number,
  ids: readonly string[],
  count: number,
) {
  const child = spawn(process.execPath, [script, folder, String(from), ...ids], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const acknowledged = new Map<string, number>();
  let lines = 0;
  // Lines that the process wrote before its end are still read after the kill.
  for await (const line of createInterface(child.stdout)) {
    const [id = '', revision] = line.split(' ');
    acknowledged.set(id, Math.max(acknowledged.get(id) ?? 0, Number(revision)));
    lines += 1;
    if (lines === count) child.kill('SIGKILL');
  }
  const [code, signal] = await exited;
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
  return acknowledged;
}

test('whenever main is killed, every acknowledged edit is there and nothing is corrupt', {
  timeout: 120_000,
}, async () => {
  const script = bundle('typing-process');
  const folder = await temporaryFolder();
  const ids = [newId(), newId(), newId()];
  let from = 1;
  let halfWritten = 0;
  for (const count of acknowledgedBeforeKill) {
    const acknowledged = await typeUntilKilled(script, folder, from, ids, count);
    halfWritten += (await readdir(folder)).filter((name) => name.endsWith('.tmp')).length;

    const errors: unknown[] = [];
    const journal = await DraftJournal.open({ folder, onError: (error) => errors.push(error) });
    expect(errors).toEqual([]);
    for (const id of ids) {
      const { revision, request } = await journal.open(startSession(), id);
      expect(revision).toBeGreaterThanOrEqual(acknowledged.get(id) ?? 0);
      expect(request.body.text === (revision === 0 ? '' : typedText(id, revision))).toBe(true);
      from = Math.max(from, revision + 1);
    }
    expect((await readdir(folder)).filter((name) => !/^[\w-]{22}\.json$/.test(name))).toEqual([]);
  }
  // Else every kill came between two writes, and the test has shown nothing.
  expect(halfWritten).toBeGreaterThan(0);
});
