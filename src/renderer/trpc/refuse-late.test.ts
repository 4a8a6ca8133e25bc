import { expect, onTestFinished, test, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { startMain, type TestMain } from '#test/harness/main.ts';
import { type MainProcessError, toMainProcessError } from './main-process-error.ts';
import { reachMain } from './refuse-late.ts';

const refused = {
  message: 'Parley does not answer, so nothing was done. Try again once it is back.',
  isNotHandedOver: true,
  isConnectionLost: false,
};

/** A window that main has heard of, and what main was asked to do. */
async function open(main: TestMain) {
  const { client } = main.openWindow();
  await client.app.info.query();
  const clear = vi.spyOn(main.services.history, 'clear');
  onTestFinished(() => {
    vi.useRealTimers();
    clear.mockRestore();
  });
  return { client, clear, act: () => outcome(client.history.clear.mutate()) };
}

/** What comes of a call, for as long as nothing has come of it: null. */
function outcome(call: Promise<unknown>): { now: 'done' | MainProcessError | null; settled: Promise<void> } {
  const told: ReturnType<typeof outcome> = {
    now: null,
    settled: call.then(
      () => void (told.now = 'done'),
      (cause: unknown) => void (told.now = toMainProcessError(cause)),
    ),
  };
  return told;
}

/** Has so much time go by at once for what `work` has begun, in milliseconds. */
function within<TResult>(milliseconds: number, work: () => TResult): TResult {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const result = work();
    vi.advanceTimersByTime(milliseconds);
    return result;
  } finally {
    vi.useRealTimers();
  }
}

test('what a person does waits for a main that is away for a moment', async () => {
  await using main = await startMain();
  const { act, clear } = await open(main);
  const comeBack = await main.goAway();
  const deed = within(4999, act);
  expect(deed.now).toBeNull();
  comeBack();
  await deed.settled;
  expect(deed.now).toBe('done');
  expect(clear).toHaveBeenCalledOnce();
});

test('after five seconds it is refused, and is not done later', async () => {
  await using main = await startMain();
  const { act, clear, client } = await open(main);
  const comeBack = await main.goAway();
  const deed = within(5000, act);
  await deed.settled;
  expect(deed.now).toMatchObject(refused);
  comeBack();
  await client.app.info.query();
  expect(clear).not.toHaveBeenCalled();
});

test('what stood in line behind it is refused at once, until main is back', async () => {
  await using main = await startMain();
  const { act, clear, client } = await open(main);
  const comeBack = await main.goAway();
  await within(5000, act).settled;
  const next = act();
  await next.settled;
  expect(next.now).toMatchObject(refused);
  comeBack();
  await client.app.info.query();
  const later = act();
  await later.settled;
  expect(later.now).toBe('done');

  const comeBackAgain = await main.goAway();
  const another = within(4999, act);
  expect(another.now).toBeNull();
  comeBackAgain();
  await another.settled;
  expect(clear).toHaveBeenCalledTimes(2);
});

test('edits, and what the window needs to know, wait for as long as it takes', async () => {
  await using main = await startMain();
  const { client } = await open(main);
  const draft = await client.drafts.get.mutate({});
  const comeBack = await main.goAway();
  const [put, reached] = within(60_000, () => [
    outcome(client.drafts.put.mutate({ ...draft, revision: draft.revision + 1 })),
    outcome(reachMain(client)),
  ]);
  await reached?.settled;
  expect(reached?.now).toMatchObject(refused);
  expect(put?.now).toBeNull();
  comeBack();
  await put?.settled;
  expect(put?.now).toBe('done');
});

test('what main has is waited for, however long it takes', async () => {
  await using main = await startMain();
  const { act, clear } = await open(main);
  let finish = (): void => undefined;
  clear.mockReturnValue(new Promise((resolve) => (finish = resolve)));
  const deed = within(60_000, act);
  await eventually(() => expect(clear).toHaveBeenCalled());
  expect(deed.now).toBeNull();
  finish();
  await deed.settled;
  expect(deed.now).toBe('done');
});

test('who gives it up has it neither done nor refused', async () => {
  await using main = await startMain();
  const { client, clear } = await open(main);
  const comeBack = await main.goAway();
  const call = new AbortController();
  const deed = within(5000, () => {
    const given = outcome(client.history.clear.mutate(undefined, { signal: call.signal }));
    call.abort();
    return given;
  });
  await deed.settled;
  expect(deed.now).toMatchObject({ code: 'CLIENT_CLOSED_REQUEST', isNotHandedOver: false });
  comeBack();
  await client.app.info.query();
  expect(clear).not.toHaveBeenCalled();
});
