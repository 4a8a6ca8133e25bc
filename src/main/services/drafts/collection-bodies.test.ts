import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyRequest, type StoredFile } from '#router/contracts/request.ts';
import { draftsOn, listText } from '#test/harness/services/drafts.ts';
import { allBytes, noSignal, startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';

const withBody = (path: string) => `info:
  name: Upload
  type: http
http:
  method: POST
  url: https://example.org/
  body:
    type: file
    data:
      - filePath: ${path} # the one
        contentType: image/png
        selected: true
`;

/** The file that the request `up.yml` has for its body. */
async function bodyFile(path: string, files: Readonly<Record<string, string>> = {}) {
  const rig = await draftsOn({ files: { 'up.yml': withBody(path), ...files } });
  const draft = await rig.drafts.openItem(startSession(), rig.itemId('up.yml'));
  const { file } = draft.request.body;
  if (!file) throw new Error('no file');
  return { ...rig, draft, file };
}

test('a file beside a saved request is named by the request, and sent as it is then', async () => {
  const { bodies, file, path } = await bodyFile('pics/a.png', { 'pics/a.png': 'old' });
  expect(file).toMatchObject({ source: 'collection', name: 'a.png', type: 'image/png', size: 3 });
  await writeFile(join(path, 'pics/a.png'), 'and new');
  const { size, read } = await bodies.open(file);
  expect(size).toBe(7);
  expect((await allBytes(read(noSignal()))).toString()).toBe('and new');
});

test('one that is gone is named', async () => {
  const { bodies, file, path } = await bodyFile('a.png', { 'a.png': 'x' });
  await rm(join(path, 'a.png'));
  await expect(bodies.open(file)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message:
      'The file “a.png” can’t be read from the collection’s folder. Bring it back, or choose another one.',
  });
});

test.each(['../secret.txt', '/etc/hostname', 'a/../../secret.txt', 'C:\\secret.txt', '..\\secret.txt'])(
  'a file outside of the collection’s folder is not sent: %s',
  async (path) => {
    const { bodies, file, drafts, draft, textOf } = await bodyFile(path);
    await expect(bodies.open(file)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: expect.stringContaining('is not in the collection’s folder'),
    });
    // Its name stays as it is, whatever else is saved.
    await drafts.put({ id: draft.id, revision: 1, request: { ...draft.request, method: 'PUT' } });
    await drafts.save(draft.id);
    expect(await textOf('up.yml')).toBe(withBody(path).replace('POST', 'PUT'));
  },
);

test('nor is one that a link leads out to', async () => {
  const { bodies, file, path } = await bodyFile('link/secret.txt');
  const elsewhere = await temporaryFolder();
  await writeFile(join(elsewhere, 'secret.txt'), 'secret');
  await symlink(elsewhere, join(path, 'link'));
  await expect(bodies.open(file)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});

/** A request whose body is a file that a window has handed over. */
async function uploaded(content: string, name: string, afterRead?: () => Promise<void>) {
  let isPut = false;
  const rig = await draftsOn({ afterRead: async () => (isPut ? afterRead?.() : undefined) });
  const file: StoredFile = { id: newId(), source: 'upload', name, type: 'text/plain', size: content.length };
  await rig.uploads.append({ id: file.id, offset: 0, bytes: Buffer.from(content) });
  const draft = await rig.drafts.openItem(startSession(), rig.itemId());
  const request = {
    ...draft.request,
    method: 'POST',
    body: { ...emptyRequest().body, kind: 'file' as const, file },
  };
  await rig.drafts.put({ id: draft.id, revision: 1, request });
  isPut = true;
  return { ...rig, id: draft.id, request, file };
}

test('an upload is saved as a file in the collection, once, and the draft keeps it', async () => {
  const { drafts, id, request, path, textOf, again, file } = await uploaded('content', 'my: file.txt');
  await drafts.save(id);
  expect(await textOf()).toContain('filePath: files/my- file.txt');
  expect(await readFile(join(path, 'files/my- file.txt'), 'utf8')).toBe('content');
  await drafts.put({ id, revision: 2, request: { ...request, method: 'PUT' } });
  await drafts.save(id);
  await expect(readFile(join(path, 'files/my- file 2.txt'))).rejects.toMatchObject({ code: 'ENOENT' });
  const next = await again();
  const reopened = await next.drafts.open(startSession(), id);
  expect(reopened.request.body.file).toEqual(file);
  expect(reopened.status.saved).toEqual(reopened.request);
});

test('a save that is cancelled before its upload is in the collection leaves none there', async () => {
  const cancel = new AbortController();
  const { drafts, id, path, textOf } = await uploaded('content', 'a.txt', async () =>
    cancel.abort(new Error('cancelled')),
  );
  await expect(drafts.save(id, cancel.signal)).rejects.toThrow('cancelled');
  expect(await textOf()).toBe(listText);
  expect(await readdir(path, { recursive: true })).toEqual(['list.yml', 'opencollection.yml']);
});

test('no file is overwritten by an upload, and one with the same bytes is taken as it is', async () => {
  const { drafts, id, path, textOf, uploads, request } = await uploaded('mine', 'a.txt');
  await mkdir(join(path, 'files'));
  await writeFile(join(path, 'files/a.txt'), 'else');
  await drafts.save(id);
  expect(await textOf()).toContain('filePath: files/a 2.txt');
  expect(await readFile(join(path, 'files/a.txt'), 'utf8')).toBe('else');
  const same: StoredFile = { id: newId(), source: 'upload', name: 'a.txt', type: 'text/plain', size: 4 };
  await uploads.append({ id: same.id, offset: 0, bytes: Buffer.from('else') });
  await drafts.put({ id, revision: 2, request: { ...request, body: { ...request.body, file: same } } });
  await drafts.save(id);
  expect(await textOf()).toContain('filePath: files/a.txt');
});

test('an upload goes along where a draft is saved as a new request', async () => {
  const { drafts, id, collectionId, textOf } = await uploaded('mine', 'a.txt');
  await drafts.saveAs(id, collectionId, 'Another');
  expect(await textOf('Another.yml')).toContain('filePath: files/a.txt');
});
