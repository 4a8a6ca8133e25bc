import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { emptyRequest } from '#router/contracts/request.ts';
import { Bin } from '#main/services/collections/changing/bin.ts';
import { makeCollection } from '#main/services/collections/new-collection.ts';
import { EnvironmentFolder } from '#main/services/environments/environment-folder.ts';
import { movePath } from '#main/services/files/move-path.ts';
import { createFile, replaceFile } from '#main/services/files/replace-file.ts';
import { isTemporaryName } from '#main/services/files/temporary-files.ts';
import { writeDurably } from '#main/services/files/write-durably.ts';
import { newId } from '#main/services/ids.ts';
import { YamlSource } from '#main/services/yaml/yaml-source.ts';
import { openCollection } from '#test/harness/services/changing.ts';
import { requestText } from '#test/harness/services/collections.ts';
import { countRuns } from '#test/harness/services/count-runs.ts';
import { draftsOn, listText, withUrl } from '#test/harness/services/drafts.ts';
import { afterLostPower, type Remains } from '#test/harness/services/lost-power.ts';
import { type DiskContents, type Recording, recordCalls } from '#test/harness/services/recorded-disk.ts';
import { noSignal, startSession, temporaryFolder } from '#test/harness/services/support.ts';

/*
 * A kill shows nothing of a pulled plug: what was written and not synced may be gone then. So the calls are recorded that
 * change the disk, and whatever may be there after each of them is looked at.
 */

/** Without what the next start removes. */
function lasting(contents: DiskContents): Record<string, string | null> {
  return Object.fromEntries(
    [...contents].filter(
      ([path]) => !path.split(sep).some((name) => isTemporaryName(name) || name.endsWith('.json.tmp')),
    ),
  );
}

/** All that may be left, and whether the call had returned by then. */
function remainsOf(recording: Recording): (Remains & { readonly isAcknowledged: boolean })[] {
  const countPrefix = countRuns('crash prefixes');
  return [...afterLostPower(recording)].map((remains) => {
    countPrefix();
    return { ...remains, isAcknowledged: remains.calls === recording.calls.length };
  });
}

function unexpected(error: unknown): never {
  throw error;
}

const old = 'old text, which is somewhat longer\n';

describe('a file is old or new, whole; and new once that is acknowledged', () => {
  test.each([
    ['replaceFile', (path: string) => replaceFile(path, { expected: old, text: 'new text\n' })],
    ['writeDurably', (path: string) => writeDurably(path, 'new text\n')],
  ])('%s', async (_name, write) => {
    const root = await temporaryFolder();
    const path = join(root, 'file.json');
    await writeFile(path, old);
    const recording = await recordCalls({ root }, () => write(path));
    expect(recording.calls.map(({ call }) => call).slice(0, 5)).toEqual([
      'create',
      'write',
      'sync',
      'rename',
      // Of the temporary file's name, which is gone already.
      expect.stringMatching(/^(?:sync folder|remove)$/),
    ]);
    for (const { contents, isAcknowledged } of remainsOf(recording)) {
      expect([[old], ['new text\n']].slice(isAcknowledged ? 1 : 0).flat()).toContain(contents.get(path));
      expect(Object.keys(lasting(contents))).toEqual([root, path]);
    }
  });

  test('createFile', async () => {
    const root = await temporaryFolder();
    const path = join(root, 'file.yml');
    const recording = await recordCalls({ root }, () => createFile(path, 'new text\n'));
    for (const { contents, isAcknowledged } of remainsOf(recording)) {
      expect([undefined, 'new text\n'].slice(isAcknowledged ? 1 : 0)).toContain(contents.get(path));
    }
  });
});

describe('what is made in folders that are made for it is there once that is acknowledged', () => {
  /** What may be in a file once what makes it has returned, whatever is lost. */
  async function textsLeft(root: string, path: string, make: () => Promise<unknown>) {
    const recording = await recordCalls({ root }, async () => void (await make()));
    const left = remainsOf(recording).filter(({ isAcknowledged }) => isAcknowledged);
    return [...new Set(left.map(({ contents }) => contents.get(join(root, path))))];
  }

  test('a request that is saved again', async () => {
    const { drafts, itemId, path } = await draftsOn({ files: { 'a/b/list.yml': listText } });
    const draft = await drafts.openItem(startSession(), itemId('a/b/list.yml'));
    await drafts.put({ id: draft.id, revision: 1, request: withUrl(draft.request, 'https://mine/') });
    await rm(join(path, 'a'), { recursive: true });
    expect(await textsLeft(path, 'a/b/list.yml', () => drafts.save(draft.id))).toEqual([
      listText.replace('https://example.org/users', 'https://mine/'),
    ]);
  });

  test('a file that a request sends', async () => {
    const { bodies, uploads, collectionId, path } = await draftsOn();
    const file = { id: newId(), source: 'upload' as const, name: 'a.txt', type: '', size: 2 };
    await uploads.append({ id: file.id, offset: 0, bytes: Buffer.from('AB') });
    const request = emptyRequest();
    const body = { ...request.body, kind: 'file' as const, file };
    const adopt = () => bodies.adopt(collectionId, { ...request, body });
    expect(await textsLeft(path, 'files/a.txt', adopt)).toEqual(['AB']);
  });

  test('an environment', async () => {
    const root = await temporaryFolder();
    const folder = new EnvironmentFolder({
      absolute: ({ path }) => join(root, path),
      refresh: () => Promise.resolve(),
    });
    const create = () => folder.create('any', 'Test', 'name: Test\n');
    expect(await textsLeft(root, 'environments/Test.yml', create)).toEqual(['name: Test\n']);
  });

  test('a collection', async () => {
    const root = await temporaryFolder();
    const make = () => makeCollection(join(root, 'on/the/way'), 'Shop');
    expect(await textsLeft(root, 'on/the/way/Shop/opencollection.yml', make)).toEqual([
      expect.stringContaining('name: Shop'),
    ]);
  });
});

test('of a draft that is thrown away, its file goes before the texts that it names', async () => {
  const { drafts, itemId, dataFolder } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  const root = join(dataFolder, 'drafts');
  const recording = await recordCalls({ root }, () => drafts.discard(session, draft.id));
  const kept = [...recording.before.keys()].filter((path) => path.endsWith('.text'));
  expect(kept).not.toEqual([]);
  for (const { contents, isAcknowledged } of remainsOf(recording)) {
    const isThere = contents.has(join(root, `${draft.id}.json`));
    const isWhole = kept.every((path) => contents.has(path));
    expect(isThere && (isAcknowledged || !isWhole)).toBe(false);
  }
});

describe('what moves is at one of its two places, whole; at the new one once that is acknowledged', () => {
  async function folder() {
    const root = await temporaryFolder();
    await mkdir(join(root, 'from/x/y'), { recursive: true });
    await mkdir(join(root, 'to'));
    for (const name of ['a', 'y/b']) await writeFile(join(root, 'from/x', name), `text of ${name}`);
    return root;
  }

  const isWhole = (contents: DiskContents, place: string) =>
    contents.get(join(place, 'a')) === 'text of a' && contents.get(join(place, 'y/b')) === 'text of y/b';

  test.each([
    ['on one disk', () => false],
    ['to another disk', (from: string, to: string) => dirname(from) !== dirname(to)],
  ])('a folder, %s', async (_name, isOtherDisk) => {
    const root = await folder();
    const [from, to] = [join(root, 'from/x'), join(root, 'to/z')];
    const recording = await recordCalls({ root, isOtherDisk }, () =>
      movePath(from, to, noSignal(), unexpected),
    );
    for (const { contents, isAcknowledged } of remainsOf(recording)) {
      const [isOld, isNew] = [isWhole(contents, from), isWhole(contents, to)];
      expect(isNew || (isOld && !isAcknowledged)).toBe(true);
      // A copy is not there before it is whole.
      expect(contents.has(to)).toBe(isNew);
      if (isAcknowledged) expect(contents.has(from)).toBe(false);
    }
  });

  test('into the bin, and out of it', async () => {
    const root = await folder();
    const bin = await Bin.open({ folder: join(root, 'bin'), onError: unexpected });
    const from = join(root, 'from/x');
    let id = '';
    const isSomewhere = (contents: DiskContents) =>
      [from, join(root, 'bin', id, 'content/x')].filter((place) => isWhole(contents, place)).length > 0;
    const put = await recordCalls({ root }, async () => {
      id = await bin.put(from, { collectionId: 'any', path: 'x' }, noSignal());
    });
    for (const { contents } of remainsOf(put)) expect(isSomewhere(contents)).toBe(true);
    const taken = await recordCalls({ root }, () => bin.takeOut(id, from, noSignal()));
    for (const { contents, isAcknowledged } of remainsOf(taken)) {
      expect(isSomewhere(contents)).toBe(true);
      if (isAcknowledged) expect(isWhole(contents, from)).toBe(true);
    }
  });
});

describe('of whatever is done to a tree, every file parses, no request is lost, and what was acknowledged is there', () => {
  const files = {
    'a.yml': requestText('a', 1, 'https://example.org/a'),
    'b.yml': requestText('b', 2, 'https://example.org/b'),
    'x/folder.yml': 'info:\n  name: x\n  type: folder\n  seq: 1\n',
    'x/c.yml': requestText('c', 1, 'https://example.org/c'),
    'x/y/d.yml': requestText('d', 1, 'https://example.org/d'),
  };
  const addresses = ['a', 'b', 'c', 'd'].map((name) => `https://example.org/${name}\n`);
  type Collection = Awaited<ReturnType<typeof openCollection>>;

  test.each<[string, (collection: Collection) => Promise<unknown>]>([
    ['makes a request', ({ changes, at }) => changes.createRequest(at('x'), 'new', emptyRequest())],
    ['makes a folder', ({ changes, id }) => changes.createFolder(id, 'new: folder')],
    ['renames a request', ({ changes, at }) => changes.rename(at('a.yml'), 'another')],
    ['renames a folder', ({ changes, at }) => changes.rename(at('x'), 'another')],
    ['moves a request', ({ changes, at }) => changes.move(at('b.yml'), at('x'), at('x/c.yml'))],
    ['moves a folder', ({ changes, at, id }) => changes.move(at('x/y'), id, at('x'))],
    ['puts requests in order', ({ changes, at, id }) => changes.move(at('b.yml'), id, at('a.yml'))],
    ['duplicates a request', ({ changes, at }) => changes.duplicate(at('a.yml'))],
    ['duplicates a folder', ({ changes, at }) => changes.duplicate(at('x'))],
    ['removes a folder', ({ changes, at }) => changes.remove(at('x'))],
    ['brings a folder back', async ({ changes, at }) => changes.undo((await changes.remove(at('x'))).undoId)],
  ])('%s', async (_name, change) => {
    const collection = await openCollection(files, '.bin');
    const { root } = collection;
    const recording = await recordCalls({ root }, async () => void (await change(collection)));
    const done = withoutBin(lasting(recording.after));
    const seen = new Set<string>();
    for (const { contents, isAcknowledged } of remainsOf(recording)) {
      const found = lasting(contents);
      const key = JSON.stringify([isAcknowledged, found]);
      if (seen.has(key)) continue;
      seen.add(key);
      const texts = Object.entries(found).filter(([path]) => path.endsWith('.yml'));
      for (const [path, text] of texts) {
        expect(schemaOf(path).safeParse(new YamlSource(text ?? '').value).success).toBe(true);
        expect(text).toMatch(/\n$/);
      }
      for (const address of addresses) expect(texts.some(([, text]) => text?.includes(address))).toBe(true);
      if (isAcknowledged) expect(withoutBin(found)).toEqual(done);
    }
    // Else nothing was ever at stake.
    expect(seen.size).toBeGreaterThan(2);
  });

  const described = (type: string) =>
    z.object({ info: z.object({ name: z.string(), type: z.literal(type) }) });
  const requestSchema = described('http').extend({ http: z.object({ url: z.string(), method: z.string() }) });
  const collectionSchema = z.object({ info: z.object({ name: z.string() }) });

  /** What is in a whole file of that name at least. */
  function schemaOf(path: string): z.ZodType {
    if (basename(path) === 'opencollection.yml') return collectionSchema;
    return basename(path) === 'folder.yml' ? described('folder') : requestSchema;
  }

  function withoutBin(contents: Record<string, string | null>) {
    return Object.fromEntries(Object.entries(contents).filter(([path]) => !path.split(sep).includes('.bin')));
  }
});
