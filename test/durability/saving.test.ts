import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { removeTemporaries } from '#main/services/files/temporary-files.ts';
import { YamlSource } from '#main/services/yaml/yaml-source.ts';
import { bundle } from '#test/harness/services/bundle.ts';
import { collectionFolder, requestText } from '#test/harness/services/collections.ts';
import { countRuns, durabilityRuns } from '#test/harness/services/count-runs.ts';
import { draftsOn } from '#test/harness/services/drafts.ts';
import { startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { savedText } from '#test/harness/services/typed-text.ts';

/** How often the process is killed. */
const runs = durabilityRuns(50);
/** As many at once as a small machine has processors. */
const lanes = 2;

const items = ['one.yml', 'two.yml', 'folder/three.yml'];

/** The newest numbers that the process has reported, as `put one.yml` and `saved one.yml`. */
type Acknowledged = Map<string, number>;

/** Runs the saving process and kills it at some moment after its first acknowledgements. */
async function saveUntilKilled(script: string, args: readonly string[]): Promise<Acknowledged> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const acknowledged: Acknowledged = new Map();
  const count = 1 + Math.floor(Math.random() * 8);
  let lines = 0;
  // Lines that the process wrote before its end are still read after the kill.
  for await (const line of createInterface(child.stdout)) {
    const [what = '', item = '', number] = line.split(' ');
    acknowledged.set(`${what} ${item}`, Number(number));
    lines += 1;
    if (lines === count) void delay(Math.random() * 8).then(() => child.kill('SIGKILL'));
  }
  const [code, signal] = await exited;
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
  return acknowledged;
}

/** The number of the edit that a text is of. Undefined where it is no text that was typed, or not all of it. */
function numberOf(item: string, text: string, from: number, to: number): number | undefined {
  for (let number = to; number >= from; number -= 1) if (text === savedText(item, number)) return number;
  return undefined;
}

function bodyIn(text: string): string {
  const { value } = new YamlSource(text);
  const body: unknown = Reflect.get(
    Object(Reflect.get(Object(Reflect.get(Object(value), 'http')), 'body')),
    'data',
  );
  return typeof body === 'string' ? body : '';
}

async function lane(
  script: string,
  kills: number,
  countKill: () => void,
): Promise<{ halfWritten: number; unsaved: number }> {
  const folder = await temporaryFolder();
  const files = Object.fromEntries(items.map((item, index) => [item, requestText(item, index + 1)]));
  const { path } = await collectionFolder(files);
  const collectionId = newId();
  const found = { halfWritten: 0, unsaved: 0 };
  let from = 1;
  for (let kill = 0; kill < kills; kill += 1) {
    const drafts = join(folder, 'drafts');
    const acknowledged = await saveUntilKilled(script, [drafts, path, collectionId, String(from), ...items]);
    for (const name of [...(await readdir(drafts)), ...(await readdir(path, { recursive: true }))]) {
      if (name.endsWith('.tmp')) found.halfWritten += 1;
    }

    // The next start.
    await removeTemporaries(path, fail);
    const rig = await draftsOn({
      dataFolder: folder,
      collection: { path },
      collectionId,
      isInTabs: () => false,
      onError: fail,
    });
    const last = Math.max(from, ...acknowledged.values()) + 2;
    for (const item of items) {
      const saved = numberOf(item, bodyIn(await readFile(join(path, item), 'utf8')), 1, last) ?? 0;
      expect(saved).toBeGreaterThanOrEqual(acknowledged.get(`saved ${item}`) ?? 0);
      const { request, status } = await rig.drafts.openItem(startSession(), rig.itemId(item));
      // A kill is no reason to say that somebody else has changed the file.
      expect(status.file).toBe('same');
      const put = numberOf(item, request.body.text, 1, last) ?? 0;
      expect(put).toBeGreaterThanOrEqual(Math.max(saved, acknowledged.get(`put ${item}`) ?? 0));
      if (put > saved) found.unsaved += 1;
    }
    await rig.close();
    const left = [...(await readdir(drafts)), ...(await readdir(path, { recursive: true }))];
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    from = last + 1;
    countKill();
  }
  return found;
}

function fail(error: unknown): never {
  throw error;
}

test(`killed at any moment while requests are saved, ${runs} times: every acknowledged edit and save is there, and every file is whole`, {
  timeout: 60_000 + runs * 2000,
}, async () => {
  const countKill = countRuns('kills');
  const script = bundle('saving-process');
  const found = await Promise.all(
    Array.from({ length: lanes }, () => lane(script, Math.ceil(runs / lanes), countKill)),
  );
  // Else every kill came between two writes, and the test has shown nothing.
  const sum = (what: 'halfWritten' | 'unsaved') => found.reduce((total, one) => total + one[what], 0);
  expect(sum('halfWritten')).toBeGreaterThan(0);
  expect(sum('unsaved')).toBeGreaterThan(0);
});
