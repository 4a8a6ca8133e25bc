import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { draftsOn, listText, withUrl } from '#test/harness/services/drafts.ts';
import { mountSmallDisk } from '#test/harness/services/small-disk.ts';
import { startSession, temporaryFolder } from '#test/harness/services/support.ts';

const probe = mountSmallDisk(64);
const refused = 'refused' in probe ? probe.refused : undefined;
if ('folder' in probe) probe[Symbol.dispose]();
if (refused !== undefined) console.warn(`The tests of disks that refuse are skipped: ${refused}`);

const mine = listText.replace('https://example.org/users', 'https://mine/');

/** A collection on a disk of its own, with an edited draft of its request. */
async function editedOn(collectionPath: string, dataFolder?: string) {
  await writeFile(join(collectionPath, 'opencollection.yml'), 'opencollection: 1.0.0\ninfo:\n  name: Shop\n');
  await writeFile(join(collectionPath, 'list.yml'), listText);
  const rig = await draftsOn({ collection: { path: collectionPath }, ...(dataFolder && { dataFolder }) });
  const session = startSession();
  const draft = await rig.drafts.openItem(session, rig.itemId());
  const edit = { id: draft.id, revision: 1, request: withUrl(draft.request, 'https://mine/') };
  await rig.drafts.put(edit);
  return { ...rig, session, id: draft.id, edit };
}

function disk(kib: number): string {
  const mounted = mountSmallDisk(kib);
  if ('refused' in mounted) throw new Error(mounted.refused);
  onTestFinished(() => mounted[Symbol.dispose]());
  return mounted.folder;
}

/** Leaves not one page of it. */
async function fill(folder: string): Promise<string> {
  const ballast = join(folder, 'ballast');
  for (let kib = 64; kib >= 4; kib /= 2) {
    for (let more = true; more; ) {
      more = await writeFile(ballast, new Uint8Array(kib * 1024), { flag: 'a' }).then(
        () => true,
        () => false,
      );
    }
  }
  return ballast;
}

describe.skipIf(refused !== undefined)('where the disk refuses', () => {
  test('a collection on a full disk keeps its old text, and the draft is saved when there is space', async () => {
    const { drafts, id, path, textOf, session } = await editedOn(disk(64));
    const ballast = await fill(path);
    await expect(drafts.save(id)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message:
        'The disk is full, so “list.yml” could not be saved. Your edits are kept. Free some space, then try again.',
      details: { errno: 'ENOSPC' },
    });
    expect(await textOf()).toBe(listText);
    expect((await readdir(path)).toSorted()).toEqual(['ballast', 'list.yml', 'opencollection.yml']);
    expect(await drafts.open(session, id)).toMatchObject({
      request: { url: 'https://mine/' },
      status: { file: 'same', saved: { url: 'https://example.org/users' } },
    });
    await rm(ballast);
    await drafts.save(id);
    expect(await textOf()).toBe(mine);
  });

  test('what was overwritten on it can be taken back when there is space', async () => {
    const { drafts, id, path, textOf, session, writeFromOutside } = await editedOn(disk(64));
    const theirs = listText.replace('/users', '/theirs');
    await writeFromOutside(theirs);
    await drafts.open(session, id);
    await drafts.resolve(id, 'mine');
    const ballast = await fill(path);
    await expect(drafts.takeBack(id)).rejects.toMatchObject({ details: { errno: 'ENOSPC' } });
    expect(await textOf()).toBe(mine);
    await rm(ballast);
    await drafts.takeBack(id);
    expect(await textOf()).toBe(theirs);
  });

  test('what could not be overwritten on it is a conflict still, and has not been decided', async () => {
    const { drafts, id, path, textOf, session, writeFromOutside } = await editedOn(disk(64));
    const theirs = listText.replace('/users', '/theirs');
    await writeFromOutside(theirs);
    await drafts.open(session, id);
    const ballast = await fill(path);
    await expect(drafts.resolve(id, 'mine')).rejects.toMatchObject({ details: { errno: 'ENOSPC' } });
    expect((await drafts.open(session, id)).status).toMatchObject({
      file: 'changed',
      saved: { url: 'https://example.org/users' },
    });
    await rm(ballast);
    await expect(drafts.save(id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await textOf()).toBe(theirs);
    await drafts.resolve(id, 'mine');
    expect(await textOf()).toBe(mine);
    await drafts.takeBack(id);
    expect(await textOf()).toBe(theirs);
  });

  test('nor is what was written there taken for a change by others, where the draft has later edits', async () => {
    const { drafts, id, path, textOf, session, writeFromOutside } = await editedOn(disk(64));
    const theirs = listText.replace('/users', '/theirs');
    await writeFromOutside(theirs);
    await drafts.open(session, id);
    const { revision, request } = await drafts.resolve(id, 'mine');
    await drafts.put({ id, revision: revision + 1, request: { ...request, url: 'https://mine/later' } });
    const ballast = await fill(path);
    await expect(drafts.takeBack(id)).rejects.toMatchObject({ details: { errno: 'ENOSPC' } });
    expect((await drafts.open(session, id)).status).toMatchObject({
      file: 'same',
      saved: { url: 'https://mine/' },
    });
    await rm(ballast);
    expect(await drafts.takeBack(id)).toMatchObject({
      request: { url: 'https://mine/later' },
      status: { file: 'changed' },
    });
    expect(await textOf()).toBe(theirs);
  });

  test('a data folder on a full disk: what can’t be kept is not acknowledged, and nothing is lost', async () => {
    const dataFolder = disk(128);
    const { drafts, id, edit, textOf, again } = await editedOn(await temporaryFolder(), dataFolder);
    const ballast = await fill(dataFolder);
    const more = {
      ...edit,
      revision: 2,
      request: withUrl(edit.request, `https://mine/${'x'.repeat(20_000)}`),
    };
    await expect(drafts.put(more)).rejects.toMatchObject({ details: { phase: 'store', errno: 'ENOSPC' } });
    // Saving would have to say on disk first what it is about to write.
    await expect(drafts.save(id)).rejects.toMatchObject({ details: { errno: 'ENOSPC' } });
    expect(await textOf()).toBe(listText);
    await rm(ballast);
    await drafts.save(id);
    expect(await textOf()).toBe(mine.replace('https://mine/', more.request.url));
    const next = await again();
    expect((await next.drafts.open(startSession(), id)).status).toMatchObject({ file: 'same' });
  });

  test('a collection that can only be read keeps its old text, and says so', async () => {
    const { drafts, id, path, textOf, session } = await editedOn(disk(64));
    execFileSync('mount', ['-o', 'remount,ro', path]);
    await expect(drafts.save(id)).rejects.toMatchObject({
      message:
        'The disk is read-only, so “list.yml” could not be saved. Your edits are kept. Make it writable, then try again.',
      details: { errno: 'EROFS' },
    });
    expect(await textOf()).toBe(listText);
    expect(await drafts.open(session, id)).toMatchObject({ request: { url: 'https://mine/' } });
  });

  test('a rename that the system refuses leaves the old text and nothing else', async () => {
    const { drafts, id, path, session } = await editedOn(disk(64));
    const file = join(path, 'list.yml');
    // Nothing can be renamed onto a file that something is mounted on.
    execFileSync('mount', ['--bind', file, file]);
    onTestFinished(() => void execFileSync('umount', ['--lazy', file]));
    await expect(drafts.save(id)).rejects.toMatchObject({
      message:
        'Another program is using the file, so “list.yml” could not be saved. Your edits are kept. Close it there, then try again.',
      details: { errno: 'EBUSY' },
    });
    expect(await readFile(file, 'utf8')).toBe(listText);
    expect((await readdir(path)).toSorted()).toEqual(['list.yml', 'opencollection.yml']);
    expect(await drafts.open(session, id)).toMatchObject({ request: { url: 'https://mine/' } });
  });
});
