import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import type { TabStrip } from '#router/contracts/tabs.ts';
import { startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';
import { TabStrips } from './tab-strips.ts';

async function openStrips(options: { folder?: string; looseDrafts?: string[]; claimWaitMs?: number } = {}) {
  const folder = options.folder ?? (await temporaryFolder());
  const errors: unknown[] = [];
  const strips = await TabStrips.open({
    folder,
    onError: (error) => errors.push(error),
    looseDrafts: () => options.looseDrafts ?? [],
    claimWaitMs: options.claimWaitMs ?? 1000,
  });
  return { strips, folder, errors };
}

function stripOf(drafts: string[], revision = 1, id = newId()): TabStrip {
  const tabs = drafts.map((draftId) => ({ draftId, sendId: null }));
  return { id, revision, tabs, active: drafts.at(-1) ?? null };
}

test('the tabs are on disk when put resolves, and as they were after a restart', async () => {
  const { strips, folder } = await openStrips();
  const strip = { ...stripOf([newId(), newId()]), active: null };
  expect(await strips.put(strip)).toEqual({ revision: 1 });
  const { strips: next } = await openStrips({ folder });
  expect(await next.open(startSession(), strip.id)).toEqual(strip);
});

test('the first window starts without tabs, and has no file until there is one', async () => {
  const { strips, folder } = await openStrips();
  const strip = await strips.open(startSession(), undefined);
  expect(strip).toEqual({ id: expect.any(String), revision: 0, tabs: [], active: null });
  expect(await readdir(folder)).toEqual([]);
});

test('an older revision changes nothing', async () => {
  const { strips } = await openStrips();
  const strip = stripOf([newId()], 5);
  await strips.put(strip);
  expect(await strips.put(stripOf([], 4, strip.id))).toEqual({ revision: 5 });
  expect(await strips.open(startSession(), strip.id)).toEqual(strip);
});

test('without an id a window gets the newest tabs that no window has open, then new ones', async () => {
  const { strips: before, folder } = await openStrips();
  const [older, newer] = [stripOf([newId()]), stripOf([newId()])];
  await before.put(older);
  await before.put(newer);
  const { strips } = await openStrips({ folder });
  const opened: TabStrip[] = [];
  for (const session of [startSession(), startSession(), startSession()]) {
    opened.push(await strips.open(session, undefined));
  }
  expect(opened).toEqual([newer, older, expect.objectContaining({ tabs: [] })]);
});

test('a reload gets its own tabs as soon as the old document has ended', async () => {
  const { strips } = await openStrips({ claimWaitMs: 60_000 });
  const strip = stripOf([newId()]);
  const session = startSession();
  await strips.put(strip);
  await strips.open(session, strip.id);
  const reopened = strips.open(startSession(), strip.id);
  session.end();
  expect(await reopened).toEqual(strip);
});

test('a duplicated window gets tabs of its own, none of them open', async () => {
  const { strips } = await openStrips({ claimWaitMs: 1 });
  const strip = stripOf([newId()]);
  await strips.put(strip);
  await strips.open(startSession(), strip.id);
  const duplicate = await strips.open(startSession(), strip.id);
  expect(duplicate).toEqual({ id: expect.any(String), revision: 0, tabs: [], active: null });
  expect(duplicate.id).not.toBe(strip.id);
});

test('a window that outlives a restart keeps its id', async () => {
  const { strips } = await openStrips();
  const id = newId();
  expect(await strips.open(startSession(), id)).toMatchObject({ id, revision: 0 });
  expect(await strips.put(stripOf([], 12, id))).toEqual({ revision: 12 });
});

test('what was edited before there were tabs gets one each, the newest in front, up to twenty', async () => {
  const looseDrafts = Array.from({ length: 25 }, newId);
  const { strips } = await openStrips({ looseDrafts });
  const strip = await strips.open(startSession(), undefined);
  expect(strip.tabs.map(({ draftId }) => draftId)).toEqual(looseDrafts.slice(5));
  expect(strip.active).toBe(looseDrafts.at(-1));
  expect(await strips.open(startSession(), undefined)).toMatchObject({ tabs: [] });
});

test('it is known which drafts are in a tab, of a closed window too', async () => {
  const { strips: before, folder } = await openStrips();
  const [draft, other] = [newId(), newId()];
  await before.put(stripOf([draft]));
  const { strips } = await openStrips({ folder });
  expect([draft, other].map((id) => strips.refersTo(id))).toEqual([true, false]);
});

test('a file that can’t be read is set aside and reported, and the rest loads', async () => {
  const { strips: before, folder } = await openStrips();
  const [broken, whole] = [stripOf([newId()]), stripOf([newId()])];
  await before.put(broken);
  await before.put(whole);
  await writeFile(join(folder, `${broken.id}.json`), '{"id":');
  await writeFile(join(folder, `${newId()}.json.tmp`), '{"half');
  const { strips, errors } = await openStrips({ folder });
  expect(errors).toEqual([expect.any(Failure)]);
  expect(await strips.open(startSession(), undefined)).toEqual(whole);
  const [aside = ''] = (await readdir(folder)).filter((name) => name !== `${whole.id}.json`);
  expect(await readFile(join(folder, aside), 'utf8')).toBe('{"id":');
});

test('tabs that can’t be stored are an error with the remedy, and go to disk later', async () => {
  const { strips, folder } = await openStrips();
  const strip = stripOf([newId()]);
  await rename(folder, `${folder}-away`);
  await expect(strips.put(strip)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: expect.stringContaining('your tabs are not saved yet'),
    details: { phase: 'store', errno: 'ENOENT' },
  });
  await rename(`${folder}-away`, folder);
  expect(await strips.put(strip)).toEqual({ revision: 1 });
});
