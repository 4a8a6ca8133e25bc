import { expect, test } from 'vitest';
import { Updates } from '#main/services/updates/updates.ts';
import { startRouter } from '#test/harness/services/callers.ts';
import { startSession } from '#test/harness/services/support.ts';

const source = {
  newest: () => Promise.resolve('2.0.0'),
  download: () => Promise.resolve(),
  install: () => new Promise<never>(() => undefined),
};

const versionTwo = () =>
  new Updates({
    version: '1.0.0',
    obstacle: () => Promise.resolve(undefined),
    source: () => Promise.resolve(source),
    closeForRestart: () => Promise.resolve(true),
    reopen: () => undefined,
    onError: () => undefined,
  });

test('a window follows an update from the check to the restart, and asks for each step', async () => {
  const { caller } = await startRouter({ updates: versionTwo() });
  const window = caller(startSession('window-7'));
  const states = (await window.updates.state())[Symbol.asyncIterator]();
  const until = async (step: string) => {
    for (;;) {
      const { value, done } = await states.next();
      if (done) throw new Error(`the states ended before ${step}`);
      if (value.step === step) return value;
    }
  };
  await until('idle');
  await window.updates.check();
  expect(await until('available')).toEqual({ step: 'available', version: '2.0.0' });
  await window.updates.download();
  await until('ready');
  await window.updates.restart();
  await until('restarting');
});

test('without updates of its own, Parley says how else it is updated', async () => {
  const { caller, services } = await startRouter();
  await caller().updates.check();
  await expect
    .poll(() => services.updates.state)
    .toEqual({
      step: 'unsupported',
      reason: expect.stringContaining('start it again'),
    });
});
