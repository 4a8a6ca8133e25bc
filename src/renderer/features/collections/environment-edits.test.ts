import { beforeEach, afterEach, expect, test, vi } from 'vitest';
import type { Variable } from '#router/contracts/variable.ts';
import { EnvironmentEdits } from './environment-edits.ts';
import { gatherMs } from './saved-as-typed.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function variable(id: string, name: string, value = ''): Variable {
  return { id, name, value, type: 'string', enabled: true, secret: false };
}

const host = variable('v0', 'host', 'a.test');
const port = variable('v1', 'port', '80');

/** Edits of two variables, whose puts end when the test says so. */
function open() {
  const puts: {
    before: string;
    after: string;
    /** @param theirs the first variable's value, where others have changed it as well */
    done: (theirs?: string) => void;
    fail: (error: Error) => void;
  }[] = [];
  const askAgain = vi.fn<() => void>();
  const say = (variables: readonly Variable[]) =>
    variables.map(({ name, value }) => `${name}=${value}`).join(' ');
  const edits = new EnvironmentEdits({
    value: [host, port],
    put: (before, after) =>
      new Promise((resolve, reject) =>
        puts.push({
          before: say(before),
          after: say(after),
          done: (theirs) =>
            resolve(theirs === undefined ? [] : [{ theirs: { ...host, value: theirs }, fields: ['value'] }]),
          fail: reject,
        }),
      ),
    askAgain,
  });
  return {
    edits,
    puts,
    askAgain,
    set: (value: string) => edits.edit(([first, ...others]) => [{ ...(first ?? host), value }, ...others]),
    told: () => say(edits.snapshot().value),
    state: () => edits.snapshot().save.kind,
  };
}

test('edits are gathered, and put as a change from what the file says', async () => {
  const { puts, set, state } = open();
  set('b.test');
  set('c.test');
  expect(state()).toBe('saving');
  await vi.advanceTimersByTimeAsync(gatherMs);
  expect(puts).toMatchObject([{ before: 'host=a.test port=80', after: 'host=c.test port=80' }]);
  puts[0]?.done();
  await vi.advanceTimersByTimeAsync(0);
  expect(state()).toBe('saved');
});

test('what is typed during a put is put next, on top of it', async () => {
  const { puts, set, state } = open();
  set('b.test');
  await vi.advanceTimersByTimeAsync(gatherMs);
  set('c.test');
  await vi.advanceTimersByTimeAsync(gatherMs);
  expect(puts).toHaveLength(1);
  puts[0]?.done();
  await vi.advanceTimersByTimeAsync(0);
  expect(puts[1]).toMatchObject({ before: 'host=b.test port=80', after: 'host=c.test port=80' });
  expect(state()).toBe('saving');
});

test('what fails stays as it is typed, and is put again with the next edit', async () => {
  const { puts, set, state, told } = open();
  set('b.test');
  await vi.advanceTimersByTimeAsync(gatherMs);
  puts[0]?.fail(new Error('read-only'));
  await vi.advanceTimersByTimeAsync(0);
  expect(state()).toBe('failed');
  expect(told()).toBe('host=b.test port=80');
  set('c.test');
  await vi.advanceTimersByTimeAsync(gatherMs);
  expect(puts[1]).toMatchObject({ before: 'host=a.test port=80', after: 'host=c.test port=80' });
});

test('a flush does not wait, and rejects as the put does', async () => {
  const { edits, puts, set } = open();
  set('b.test');
  const flushed = edits.flush();
  expect(puts).toHaveLength(1);
  puts[0]?.fail(new Error('read-only'));
  await expect(flushed).rejects.toThrow('read-only');
  const again = edits.flush();
  puts[1]?.done();
  await again;
});

test('what others change is shown where nothing is on its way, and lines keep their identity', () => {
  const { edits, told } = open();
  edits.told([variable('v0', 'new'), variable('v1', 'port', '81')]);
  expect(told()).toBe('new= port=81');
  const [first, second] = edits.snapshot().value;
  expect(second?.id).toBe('v1');
  expect(first?.id).not.toBe('v1');
});

test('what is told during an edit disturbs nothing; afterwards main is asked again', async () => {
  const { edits, puts, set, told, askAgain } = open();
  set('b.test');
  edits.told([variable('v0', 'host', 'theirs'), port]);
  expect(told()).toBe('host=b.test port=80');
  await vi.advanceTimersByTimeAsync(gatherMs);
  puts[0]?.done();
  await vi.advanceTimersByTimeAsync(0);
  expect(askAgain).toHaveBeenCalledOnce();
});

test('its own change that comes back asks nothing', async () => {
  const { edits, puts, set, askAgain } = open();
  set('b.test');
  await vi.advanceTimersByTimeAsync(gatherMs);
  edits.told([variable('v0', 'host', 'b.test'), port]);
  puts[0]?.done();
  await vi.advanceTimersByTimeAsync(0);
  expect(askAgain).not.toHaveBeenCalled();
});

/** Edits whose first put has met what others wrote to the same field. */
async function openElsewhere() {
  const opened = open();
  opened.set('mine');
  await vi.advanceTimersByTimeAsync(gatherMs);
  opened.puts[0]?.done('theirs');
  await vi.advanceTimersByTimeAsync(0);
  return opened;
}

test('what others have changed as well is shown as typed, and is theirs in the file until the person has chosen', async () => {
  const { edits, puts, told, state } = await openElsewhere();
  expect(told()).toBe('host=mine port=80');
  expect(edits.snapshot().elsewhere).toEqual(['“host” to “theirs”']);
  expect([state(), edits.safety().kind]).toEqual(['saved', 'failed']);
  await expect(edits.settle()).rejects.toThrow('“host” to “theirs”');
  // The rest goes on.
  edits.edit(([first = host]) => [
    { ...first, value: 'mine!' },
    { ...port, value: '81' },
  ]);
  await vi.advanceTimersByTimeAsync(gatherMs);
  expect(puts[1]).toMatchObject({ before: 'host=theirs port=80', after: 'host=theirs port=81' });
  puts[1]?.done();
  await vi.advanceTimersByTimeAsync(0);
  edits.choose('mine');
  expect(puts[2]).toMatchObject({ before: 'host=theirs port=81', after: 'host=mine! port=81' });
  puts[2]?.done();
  await edits.settle();
  expect(edits.snapshot().elsewhere).toEqual([]);
});

test('or is as they have it, where the person takes that', async () => {
  const { edits, puts, told } = await openElsewhere();
  edits.choose('theirs');
  expect(told()).toBe('host=theirs port=80');
  await edits.settle();
  expect(puts).toHaveLength(1);
  expect(edits.safety().kind).toBe('saved');
});

test('others may go on meanwhile: what is typed stays on the screen, and what they said last is told', async () => {
  const { edits, puts, told } = await openElsewhere();
  edits.told([variable('v0', 'above'), variable('v1', 'host', 'theirs too'), variable('v2', 'port', '80')]);
  expect(told()).toBe('above= host=mine port=80');
  expect(edits.snapshot().elsewhere).toEqual(['“host” to “theirs too”']);
  expect(puts).toHaveLength(1);
  // Who changes what others remove has it back.
  edits.told([port]);
  expect(told()).toBe('port=80 host=mine');
  expect(puts[1]).toMatchObject({ before: 'port=80', after: 'port=80 host=mine' });
});

test('what others have made a secret meanwhile is not said in clear', async () => {
  const { edits, told } = await openElsewhere();
  edits.told([{ ...host, value: '', secret: true }, port]);
  expect(edits.snapshot().elsewhere).toEqual(['“host” to a secret value']);
  expect(told()).toBe('host=mine port=80');
});

test('what is typed while a put is under way goes right behind it where the page goes, and is not put in vain', async () => {
  const { edits, puts, set, state } = open();
  set('b.test');
  await vi.advanceTimersByTimeAsync(gatherMs);
  set('c.test');
  edits.putAway();
  expect(puts[1]).toMatchObject({ before: 'host=b.test port=80', after: 'host=c.test port=80' });
  // The page may stay after all.
  puts[0]?.done();
  puts[1]?.fail(new Error('too late'));
  await vi.advanceTimersByTimeAsync(gatherMs);
  expect(puts[2]).toMatchObject({ before: 'host=b.test port=80', after: 'host=c.test port=80' });
  puts[2]?.done();
  await vi.advanceTimersByTimeAsync(0);
  expect(state()).toBe('saved');
  edits.putAway();
  expect(puts).toHaveLength(3);
});

test('what is chosen over what others wrote is asked again where they write once more', async () => {
  const { edits, puts } = await openElsewhere();
  edits.choose('mine');
  puts[1]?.done('theirs too');
  await vi.advanceTimersByTimeAsync(0);
  expect(edits.snapshot().elsewhere).toEqual(['“host” to “theirs too”']);
});

test('what was put without an answer is nobody else’s', async () => {
  const { edits, puts, set } = open();
  set('b.test');
  await vi.advanceTimersByTimeAsync(gatherMs);
  puts[0]?.fail(new Error('lost'));
  await vi.advanceTimersByTimeAsync(0);
  set('c.test');
  await vi.advanceTimersByTimeAsync(gatherMs);
  puts[1]?.done('b.test');
  await vi.advanceTimersByTimeAsync(0);
  expect(edits.snapshot().elsewhere).toEqual([]);
  expect(puts[2]).toMatchObject({ before: 'host=b.test port=80', after: 'host=c.test port=80' });
  puts[2]?.fail(new Error('lost'));
  set('d.test');
  await vi.advanceTimersByTimeAsync(0);
  edits.told([{ ...host, value: 'c.test' }, port]);
  await vi.advanceTimersByTimeAsync(gatherMs);
  expect(puts[3]).toMatchObject({ before: 'host=c.test port=80', after: 'host=d.test port=80' });
});

test('a new line is put once it has a name; until then it stays where it is, and is not saved', async () => {
  const { edits, puts, state, told } = open();
  edits.edit((now) => [...now, variable('new', '', 'x')]);
  await vi.advanceTimersByTimeAsync(gatherMs);
  expect(puts).toEqual([]);
  expect(state()).toBe('saved');
  expect(edits.snapshot().isPartial).toBe(true);
  expect(edits.safety().kind).toBe('failed');
  await edits.flush();
  await expect(edits.settle()).rejects.toThrow('has no name');
  edits.told([host]);
  expect(told()).toBe('host=a.test =x');
  edits.edit((now) => now.map((one) => (one.id === 'new' ? { ...one, name: 'n' } : one)));
  await vi.advanceTimersByTimeAsync(gatherMs);
  expect(puts[0]).toMatchObject({ before: 'host=a.test', after: 'host=a.test n=x' });
  puts[0]?.done();
  await edits.settle();
  expect(edits.safety().kind).toBe('saved');
});

test('what failed is put again when main answers again, unless only its answer was lost', async () => {
  const { edits, puts, set, state } = open();
  set('b.test');
  await vi.advanceTimersByTimeAsync(gatherMs);
  puts[0]?.fail(new Error('lost'));
  await vi.advanceTimersByTimeAsync(0);
  edits.told([host, port]);
  expect(puts).toHaveLength(2);
  puts[1]?.fail(new Error('lost'));
  await vi.advanceTimersByTimeAsync(0);
  edits.told([{ ...host, value: 'b.test' }, port]);
  expect(puts).toHaveLength(2);
  expect(state()).toBe('saved');
});

test('what the person does without is not put any more', async () => {
  const { edits, puts, set } = open();
  set('b.test');
  edits.giveUp();
  expect(edits.safety().kind).toBe('saved');
  await edits.putNow();
  await edits.settle();
  expect(puts).toEqual([]);
});

test('the end puts what is left', () => {
  const { edits, puts, set } = open();
  set('b.test');
  void edits.putNow();
  expect(puts).toHaveLength(1);
});
