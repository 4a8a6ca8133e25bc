import { expect, test } from 'vitest';
import { draftsOn, edited, listText } from '#test/harness/services/drafts.ts';
import { startSession } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';

/* Edits of a document that was away, while another one had its draft, typed there and went. */

const theirs = listText.replace('/users', '/theirs');
/** Touches nothing that the other document types. */
const theirHeader = listText.replace("'application/json'", "'text/csv'");

/** Marks of three windows. */
const [own, others, another] = [newId(), newId(), newId()];

test.each(['a saved request', 'no file'])(
  'what another document has typed meanwhile in a draft of %s is not overwritten, after a restart too',
  async (kind) => {
    const { drafts, itemId, close, again } = await draftsOn();
    const [before, other] = [startSession(), startSession()];
    const draft =
      kind === 'no file' ? await drafts.open(before, newId()) : await drafts.openItem(before, itemId());
    await drafts.put({ ...edited(draft, 'https://mine/'), marks: [own] }, before);
    before.end();
    const taken = await drafts.open(other, draft.id);
    expect(taken.mark).toBe(own);
    await drafts.put({ ...edited(taken, 'https://theirs/'), marks: [others, own] }, other);
    await close();
    const { drafts: next } = await again();
    const session = startSession();
    const late = {
      ...edited(draft, 'https://mine/later', 5),
      madeOn: [draft.request],
      marks: [another, own],
    };
    await expect(next.put(late, session)).rejects.toThrow('Another window has edited this request meanwhile');
    const copy = await next.open(session, draft.id, { marks: late.marks });
    expect(copy.id).not.toBe(draft.id);
    await next.put({ ...late, id: copy.id }, session);
    expect(await next.open(startSession(), draft.id)).toMatchObject({
      request: { url: 'https://theirs/' },
      mark: others,
    });
    expect(next.request(copy.id)?.url).toBe('https://mine/later');
  },
);

test('what another document has typed and saved is in the file: the draft is given to one that has an edit of before', async () => {
  const { drafts, itemId } = await draftsOn();
  const [other, session] = [startSession(), startSession()];
  const draft = await drafts.openItem(other, itemId());
  await drafts.put({ ...edited(draft, 'https://theirs/'), marks: [others] }, other);
  await drafts.save(draft.id, undefined, { session: other });
  other.end();
  const opened = await drafts.open(session, draft.id, { marks: [own] });
  expect(opened.id).toBe(draft.id);
  expect(opened.mark).toBeUndefined();
});

test('what it has typed is its own where it was made again on what the file says', async () => {
  const { drafts, itemId, writeFromOutside } = await draftsOn();
  const [other, session] = [startSession(), startSession()];
  const draft = await drafts.openItem(other, itemId());
  await drafts.put({ ...edited(draft, 'https://other/'), marks: [others] }, other);
  await writeFromOutside(theirHeader);
  await drafts.resolve(draft.id, 'both', { session: other });
  other.end();
  expect((await drafts.open(session, draft.id, { marks: [own] })).id).not.toBe(draft.id);
  expect((await drafts.open(session, draft.id)).request.url).toBe('https://other/');
});

test('a document that took what the file says instead has typed nothing that could be overwritten', async () => {
  const { drafts, itemId, writeFromOutside } = await draftsOn();
  const other = startSession();
  const draft = await drafts.openItem(other, itemId());
  await drafts.put({ ...edited(draft, 'https://other/'), marks: [others] }, other);
  await writeFromOutside(theirs);
  await drafts.resolve(draft.id, 'theirs', { session: other });
  other.end();
  expect((await drafts.open(startSession(), draft.id, { marks: [own] })).id).toBe(draft.id);
});
