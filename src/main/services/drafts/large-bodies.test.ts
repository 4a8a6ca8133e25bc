import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '#router/contracts/request.ts';
import { YamlSource } from '#main/services/yaml/yaml-source.ts';
import { draftsOn } from '#test/harness/services/drafts.ts';
import { startSession } from '#test/harness/services/support.ts';

const line = (number: number) => `{"number": ${number}, "text": "${'ä'.repeat(1300)}"},`;
const count = 2100;
const body = Array.from({ length: count }, (_, at) => line(at)).join('\n');
const fileText = (text: string, url = 'https://example.org/large') => `# A large one
info:
  name: Large
  type: http

http:
  method: POST
  url: ${url}   # theirs
  body:
    type: json
    data: |
${text.replaceAll(/^(?=.)/gm, '      ')}

docs: |
  Nobody but us reads this.
`;
const large = fileText(body);

async function openLarge(text = large) {
  const all = await draftsOn({ files: { 'large.yml': text } });
  const session = startSession();
  const draft = await all.drafts.openItem(session, all.itemId('large.yml'));
  let { revision } = draft;
  /** Edits the draft as its window does. */
  const put = (request: HttpRequest) => all.drafts.put({ id: draft.id, revision: ++revision, request });
  return { ...all, session, draft, put, textOf: () => all.textOf('large.yml') };
}

/** What is sent. */
async function sentOf({ body: { large: found } }: HttpRequest, dataFolder: string): Promise<string> {
  return await readFile(join(dataFolder, 'uploads', found?.file.id ?? ''), 'utf8');
}

test('a body that is too large to be edited is stored, and the rest of its request is edited as any other', async () => {
  const { drafts, draft, put, textOf, dataFolder } = await openLarge();
  const { request } = draft;
  expect(request.body).toMatchObject({
    kind: 'json',
    json: '',
    large: { kind: 'json', tail: 1, file: { source: 'upload', size: Buffer.byteLength(body) + 1 } },
  });
  expect(JSON.stringify(draft).length).toBeLessThan(5000);
  expect(await sentOf(request, dataFolder)).toBe(`${body}\n`);
  await put({ ...request, url: 'https://example.org/edited' });
  await drafts.save(draft.id);
  expect(await textOf()).toBe(fileText(body, 'https://example.org/edited'));
  await put(request);
  await drafts.save(draft.id);
  expect(await textOf()).toBe(large);
});

test('with CRLF as well', async () => {
  const text = large.replaceAll('\n', '\r\n');
  const { drafts, draft, put, textOf, dataFolder } = await openLarge(text);
  expect(await sentOf(draft.request, dataFolder)).toBe(`${body}\n`);
  await put({ ...draft.request, url: 'https://example.org/edited' });
  await drafts.save(draft.id);
  expect(await textOf()).toBe(text.replace('example.org/large', 'example.org/edited'));
});

test('another kind of body takes its place, and it comes back, to the byte', async () => {
  const { drafts, draft, put, textOf } = await openLarge();
  const { request } = draft;
  await put({ ...request, body: { ...request.body, kind: 'text', text: 'short' } });
  await drafts.save(draft.id);
  expect(await textOf()).toContain('    type: text\n    data: |-\n      short\n\ndocs:');
  await put(request);
  await drafts.save(draft.id);
  expect(await textOf()).toBe(large);
});

describe('between single quotes on one line', () => {
  const said = `{"text": "it's ${'ä'.repeat(2_700_000)}"}`;
  const quotedText = (url = 'https://example.org/large') =>
    fileText('', url).replace('data: |\n\n', `data:  '${said.replaceAll("'", "''")}'   # minified\n`);

  test('it is stored, and comes back to the byte when the rest is saved', async () => {
    expect(quotedText()).toContain('# minified\n\ndocs');
    const { drafts, draft, put, textOf, dataFolder } = await openLarge(quotedText());
    const { request } = draft;
    expect(request.body).toMatchObject({ kind: 'json', json: '', large: { tail: 0 } });
    expect(await sentOf(request, dataFolder)).toBe(said);
    await put({ ...request, url: 'https://example.org/edited' });
    await drafts.save(draft.id);
    expect(await textOf()).toBe(quotedText('https://example.org/edited'));
    await put({ ...request, body: { ...request.body, kind: 'text', text: "it's short" } });
    await drafts.save(draft.id);
    expect(await textOf()).toContain("'it''s short'   # minified\n");
    await put(request);
    await drafts.save(draft.id);
    expect(await textOf()).toBe(quotedText());
  });

  test.each([
    ['single quotes', "'short'"],
    ['double quotes', '"short"'],
    ['none', 'short'],
  ])(
    'one of several lines that takes the place of a short one (quotes: %s) stands below its key',
    async (_, theirs) => {
      const { drafts, draft, put, textOf, writeFromOutside } = await openLarge();
      await put({ ...draft.request, url: 'https://example.org/edited' });
      await writeFromOutside(fileText('').replace('data: |\n\n', `data: ${theirs}   # why\n`), 'large.yml');
      await drafts.resolve(draft.id, 'mine');
      const written = await textOf();
      expect(written).not.toContain('parley:large');
      const { value } = new YamlSource(written);
      expect(value).toMatchObject({ http: { body: { data: `${body}\n` } } });
      expect(written).toContain('    data: |   # why\n');
    },
  );
});

test('where it can’t stand, the save is refused and the file as it was', async () => {
  const { drafts, draft, put, textOf, writeFromOutside } = await openLarge();
  await put({ ...draft.request, url: 'https://example.org/edited' });
  const theirs = fileText('').replace(/  body:\n.*\n.*\n/, '  body: {type: json, data: "short"}\n');
  await writeFromOutside(theirs, 'large.yml');
  await expect(drafts.resolve(draft.id, 'mine')).rejects.toMatchObject({
    message: expect.stringContaining('a large body can’t stand in this place of the file'),
  });
  expect(await textOf()).toBe(theirs);
});

test('a draft with it is there after a restart', async () => {
  const { draft, put, again, dataFolder } = await openLarge();
  const edited = { ...draft.request, url: 'https://example.org/edited' };
  await put(edited);
  const next = await again();
  await next.uploads.clear(
    (id) => next.drafts.refersTo(id),
    (error) => next.errors.push(error),
  );
  const found = await next.drafts.open(startSession(), draft.id);
  expect(found.request).toEqual(edited);
  expect(found.status.file).toBe('same');
  expect(await sentOf(found.request, dataFolder)).toBe(`${body}\n`);
  await next.drafts.save(draft.id);
  expect(await next.textOf('large.yml')).toBe(fileText(body, 'https://example.org/edited'));
});

test('where others have changed it, the person decides, and either body is there', async () => {
  const theirs = fileText(`${body}\n${line(count)}`);
  for (const keep of ['mine', 'theirs', 'both'] as const) {
    const { drafts, draft, put, textOf, writeFromOutside, dataFolder } = await openLarge();
    await put({ ...draft.request, url: 'https://example.org/edited' });
    await writeFromOutside(theirs, 'large.yml');
    await expect(drafts.save(draft.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await textOf()).toBe(theirs);
    const resolved = await drafts.resolve(draft.id, keep);
    await drafts.save(draft.id);
    const whose = keep === 'mine' ? body : `${body}\n${line(count)}`;
    expect(await sentOf(resolved.request, dataFolder)).toBe(`${whose}\n`);
    const url = keep === 'theirs' ? 'https://example.org/large' : 'https://example.org/edited';
    expect(await textOf()).toBe(fileText(whose, url));
  }
});

test('it is written again where its file has gone, and into another one', async () => {
  const { drafts, draft, put, path, itemId, collectionId, tree } = await openLarge();
  await put(draft.request);
  const other = await drafts.open(startSession(), undefined);
  await drafts.put({ id: other.id, revision: 1, request: draft.request });
  await drafts.saveAs(other.id, collectionId, 'Another');
  const text = await readFile(join(path, 'Another.yml'), 'utf8');
  expect(text).toContain(`    data: |\n      ${line(0)}\n`);
  const again = await drafts.openItem(startSession(), itemId('Another.yml'));
  expect(again.request.body.large).toEqual(draft.request.body.large);
  expect(tree.node(itemId('Another.yml'))?.kind).toBe('request');
});

test.each([
  ['', ':'],
  ['"', '\\x3a'],
])('a file that says itself what Parley puts in the place of a body is refused: %s', async (quote, colon) => {
  const mark = `${quote}parley${colon}large:${'x'.repeat(22)}:5${quote}`;
  const text = fileText('short').replace(/data: .*\n.*/, `data: ${mark}`);
  await expect(openLarge(text)).rejects.toMatchObject({
    code: 'UNPROCESSABLE_CONTENT',
    message: expect.stringContaining('parley:large:'),
  });
});

test('a file may well speak of such marks', async () => {
  const { draft } = await openLarge(
    fileText('short').replace('Nobody but us', 'See parley:large: in the code. Nobody'),
  );
  expect(draft.request.body).toMatchObject({ json: 'short\n', large: null });
});

test('a person is shown no marks where two texts are compared', async () => {
  const { drafts, draft, put, writeFromOutside } = await openLarge();
  await put({ ...draft.request, url: 'https://example.org/edited' });
  await writeFromOutside(fileText(body, 'https://example.org/theirs'), 'large.yml');
  const { mine, theirs } = await drafts.sides(draft.id);
  expect(mine).toContain('https://example.org/edited');
  for (const side of [mine, theirs])
    expect(side).toMatch(/data: \|\n {6}… [\d,]+ bytes that are not shown here …\n/);
});

test('large docs, which no request names, are kept for the file they are gone from', async () => {
  const text = large.replace('  Nobody but us reads this.', body.replaceAll(/^/gm, '  '));
  const { draft, put, again, path } = await openLarge(text);
  await put({ ...draft.request, url: 'https://example.org/edited' });
  await rm(join(path, 'large.yml'));
  const next = await again();
  await next.uploads.clear(
    (id) => next.drafts.refersTo(id),
    (error) => next.errors.push(error),
  );
  await next.drafts.open(startSession(), draft.id);
  await next.drafts.save(draft.id);
  expect(await next.textOf('large.yml')).toBe(text.replace('example.org/large', 'example.org/edited'));
});

/** A file that is just small enough for its body to be edited, and what makes it larger than that, or as small again. */
const small = (() => {
  const oneLine = 'x'.repeat(1000);
  const bytesOfLine = oneLine.length + '      \n'.length;
  const fitting = Math.floor((5 * 1024 * 1024 - fileText('').length) / bytesOfLine);
  return Array.from({ length: fitting }, () => oneLine).join('\n');
})();
const longUrl = `https://example.org/${'long'.repeat(500)}`;

test('an edit that makes its file too large for that, or small enough again, is an edit and nothing else', async () => {
  const text = fileText(small);
  const { drafts, session, draft, put, textOf, tree, collectionId } = await openLarge(text);
  expect(draft.request.body).toMatchObject({ json: `${small}\n`, large: null });
  const save = async (url: string) => {
    const request = { ...draft.request, url };
    const { revision } = await put(request);
    await drafts.save(draft.id);
    await tree.refresh(collectionId, ['large.yml']);
    const now = await drafts.open(session, draft.id);
    expect(now).toMatchObject({ revision, status: { file: 'same' } });
    expect(now.request).toEqual(request);
    expect(now.status.saved).toEqual(request);
    expect(await textOf()).toBe(fileText(small, url));
  };
  await save(longUrl);
  await save(`${longUrl}/again`);
  await save(draft.request.url);
  await put({ ...draft.request, body: { ...draft.request.body, json: 'another' } });
  await drafts.save(draft.id);
  expect(await textOf()).toBe(fileText('another').replace('|\n', '|-\n'));
});

test('where a kill came between such a save and its end, it is no conflict', async () => {
  const { draft, put, again, path } = await openLarge(fileText(small));
  await put({ ...draft.request, url: longUrl });
  await writeFile(join(path, 'large.yml'), fileText(small, longUrl));
  const next = await again();
  const opened = await next.drafts.open(startSession(), draft.id);
  expect(opened.status.file).toBe('same');
  expect(opened.request).toEqual({ ...draft.request, url: longUrl });
  await next.drafts.put({ id: draft.id, revision: 2, request: { ...opened.request, url: 'https://mine/' } });
  await next.drafts.save(draft.id);
  expect(await next.textOf('large.yml')).toBe(fileText(small, 'https://mine/'));
});

test('what others wrote elsewhere in it is no conflict either, whichever way it becomes another size', async () => {
  const grown = (text: string) => `# ${'long '.repeat(1000)}\n${text}`;
  for (const [before, after] of [
    [fileText(small), grown(fileText(small))],
    [grown(fileText(small)), fileText(small)],
  ] as const) {
    const { drafts, session, draft, put, textOf, writeFromOutside } = await openLarge(before);
    await put({ ...draft.request, url: 'https://mine/' });
    await writeFromOutside(after, 'large.yml');
    expect((await drafts.open(session, draft.id)).status.file).toBe('same');
    await drafts.save(draft.id);
    expect(await textOf()).toBe(after.replace('https://example.org/large', 'https://mine/'));
  }
});

/** Cancels at the first word of what is done with the file of the item. */
function cancelledAt(
  doing: 'reading' | 'writing',
  { drafts, itemId }: Pick<Awaited<ReturnType<typeof draftsOn>>, 'drafts' | 'itemId'>,
): AbortSignal {
  const call = new AbortController();
  const watch = async () => {
    for await (const { name, share } of drafts.progress({ itemId: itemId('large.yml') }, call.signal)) {
      if (share?.doing !== doing) continue;
      expect(name).toBe('Large');
      expect(share.totalBytes).toBeGreaterThan(Buffer.byteLength(body));
      call.abort(new Error('cancelled'));
    }
  };
  watch().catch((cause: unknown) => call.abort(cause));
  return call.signal;
}

test('an opening that is cancelled reads no further, and leaves nothing behind', async () => {
  const all = await draftsOn({ files: { 'large.yml': large } });
  const { drafts, itemId, dataFolder, draftFiles } = all;
  const opening = drafts.openItem(startSession(), itemId('large.yml'), cancelledAt('reading', all));
  await expect(opening).rejects.toThrow('cancelled');
  // A body that was read to its end is stored.
  expect(await readdir(join(dataFolder, 'uploads'))).toEqual([]);
  expect(await draftFiles()).toEqual([]);
  const draft = await drafts.openItem(startSession(), itemId('large.yml'));
  expect(draft.request.body.large?.file.size).toBe(Buffer.byteLength(body) + 1);
});

test('so does the opening of a tab that comes back', async () => {
  const { draft, again } = await openLarge();
  const next = await again();
  const signal = cancelledAt('reading', next);
  await expect(next.drafts.open(startSession(), draft.id, undefined, signal)).rejects.toThrow('cancelled');
  const found = await next.drafts.open(startSession(), draft.id);
  expect(found.status.file).toBe('same');
});

test('a save that is cancelled leaves the file as it was, and nothing beside it; the next one saves', async () => {
  const { drafts, textOf, path, itemId } = await draftsOn({ files: { 'large.yml': large } });
  // What was read just after a change is read again, and the write would follow too soon on that for anybody to be told of it.
  await setTimeout(200);
  const draft = await drafts.openItem(startSession(), itemId('large.yml'));
  const { id, revision, request } = draft;
  await drafts.put({
    id,
    revision: revision + 1,
    request: { ...request, url: 'https://example.org/edited' },
  });
  const before = await readdir(path);
  const saving = drafts.save(draft.id, cancelledAt('writing', { drafts, itemId }));
  await expect(saving).rejects.toThrow('cancelled');
  expect(await textOf('large.yml')).toBe(large);
  expect(await readdir(path)).toEqual(before);
  await drafts.save(draft.id);
  expect(await textOf('large.yml')).toBe(fileText(body, 'https://example.org/edited'));
});
