import { expect, test, vi } from 'vitest';
import { emptyRequest } from '../request/empty-request.ts';
import { EditOrigin } from './edit-origin.ts';

const edit = { id: 'D'.repeat(22), request: emptyRequest(), revision: 1 };
const status = { source: null, saved: null, file: 'same' as const, theirs: null };
const stored = { ...edit, revision: 0, status };
const others = { ...stored, mark: 'o'.repeat(22) };
const answer = async ({ revision }: { revision: number }) => ({ revision });

test('an edit is marked as its own window’s, and knows of whose edits were there', () => {
  const { marks } = new EditOrigin(others, null);
  expect(marks).toEqual([expect.stringMatching(/^[\w-]{22}$/), others.mark]);
  expect(new EditOrigin(others, null).marks[0]).not.toBe(marks[0]);
});

test('what main has was made after those: they are forgotten, since edits that come under their marks again are others', async () => {
  const origin = new EditOrigin(others, null);
  const { marks } = origin;
  const put = vi.fn(answer);
  await origin.put(edit, put);
  expect(put).toHaveBeenCalledExactlyOnceWith({ ...edit, marks });
  expect(origin.marks).toEqual(marks.slice(0, 1));
  expect(origin.isOthers(others)).toBe(true);
});

test('until main has it they are known, and so are the own marks of before', async () => {
  const origin = new EditOrigin(others, null);
  const [own] = origin.marks;
  await expect(origin.put(edit, () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  await origin.put(edit, async () => ({ revision: edit.revision + 1 }));
  origin.opened(others, true);
  expect(origin.marks).toEqual([expect.stringMatching(/^[\w-]{22}$/), own, others.mark]);
  expect(origin.marks[0]).not.toBe(own);
});

test('an answer to an edit of before the draft was opened again says nothing of what was seen since', async () => {
  const origin = new EditOrigin(stored, null);
  const late = origin.put(edit, async ({ revision }) => {
    origin.opened(others, true);
    return { revision };
  });
  await late;
  expect(origin.isOthers(others)).toBe(false);
});

test('nor does one to an edit of before the draft went on in a copy: the next one says what it was made on', async () => {
  const origin = new EditOrigin(stored, null);
  origin.mayBeOthers();
  await origin.put(edit, async ({ revision }) => {
    origin.copied();
    return { revision };
  });
  const put = vi.fn(answer);
  await origin.put(edit, put);
  expect(put).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ madeOn: [] }));
});

test('what was seen at a time are the marks of then and the own ones since, but not what others have done since', () => {
  const origin = new EditOrigin(stored, null);
  const { marks } = origin;
  origin.opened(others, true);
  const [own] = origin.marks;
  expect(origin.since(marks)).toEqual([own, ...marks]);
});

test('what was kept over a reload has its marks', () => {
  const before = new EditOrigin(others, null);
  const after = new EditOrigin(stored, before.describe(edit));
  expect(after.marks.slice(1)).toEqual(before.marks);
});

test('connections that are lost without end make no list without end', () => {
  const origin = new EditOrigin(stored, null);
  for (let round = 0; round < 100; round += 1) origin.opened(others, true);
  expect(origin.marks.length).toBeLessThanOrEqual(32);
  expect(origin.since(Array.from({ length: 32 }, (_, at) => `${at}`)).length).toBeLessThanOrEqual(32);
});
