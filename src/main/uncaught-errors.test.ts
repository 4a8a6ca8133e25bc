import { expect, test } from 'vitest';
import { type RestartDecision, UncaughtErrors, type UncaughtErrorsOptions } from './uncaught-errors.ts';

/** An app that notes what is done with it, in order. */
function app(options: Partial<UncaughtErrorsOptions> = {}) {
  const done: string[] = [];
  const errors = new UncaughtErrors({
    log: (error) => {
      done.push(`log ${error instanceof Error ? error.message : String(error)}`);
      return Promise.resolve('c0ffee');
    },
    notify: (logId) => {
      done.push(`notify ${logId}`);
      return Promise.resolve();
    },
    putAway: () => {
      done.push('put away');
      return Promise.resolve(true);
    },
    askToRestart: (logId, isSaved) => {
      done.push(`ask ${logId}, ${isSaved ? 'saved' : 'not saved'}`);
      return Promise.resolve<RestartDecision>('go-on');
    },
    restart: () => {
      done.push('restart');
      return Promise.resolve();
    },
    ...options,
  });
  return { errors, done };
}

test('a rejection that nobody waited for is logged and told, and the app goes on', async () => {
  const { errors, done } = app();
  await errors.rejection(new Error('lost'));
  expect(done).toEqual(['log lost', 'notify c0ffee']);
});

test('after an exception the edits are put away first, then the person is asked', async () => {
  const { errors, done } = app();
  await errors.exception(new Error('broken'));
  expect(done).toEqual(['log broken', 'put away', 'ask c0ffee, saved']);
});

test('the person is told where a window did not put its edits away in time', async () => {
  const { errors, done } = app({ putAway: () => Promise.resolve(false) });
  await errors.exception(new Error('broken'));
  expect(done.at(-1)).toBe('ask c0ffee, not saved');
});

test('who wants to restart, restarts', async () => {
  const { errors, done } = app({ askToRestart: () => Promise.resolve('restart') });
  await errors.exception(new Error('broken'));
  expect(done.at(-1)).toBe('restart');
});

test('exceptions that come while the person is asked are logged and ask nothing more', async () => {
  let answer: (decision: RestartDecision) => void = () => undefined;
  const { errors, done } = app({ askToRestart: () => new Promise((resolve) => (answer = resolve)) });
  const first = errors.exception(new Error('one'));
  await errors.exception(new Error('two'));
  expect(done.toSorted()).toEqual(['log one', 'log two', 'put away']);
  answer('go-on');
  await first;
});

test('who goes on is told of later exceptions, after the edits are put away, and not asked again', async () => {
  const { errors, done } = app();
  await errors.exception(new Error('one'));
  done.length = 0;
  await errors.exception(new Error('two'));
  expect(done).toEqual(['log two', 'put away', 'notify c0ffee']);
});

test('rejections that come while the person reads of one are in the log alone', async () => {
  const read: (() => void)[] = [];
  const { errors, done } = app({ notify: () => new Promise((resolve) => read.push(resolve)) });
  const first = errors.rejection(new Error('one'));
  await new Promise(setImmediate);
  await errors.rejection(new Error('two'));
  expect([read.length, done]).toEqual([1, ['log one', 'log two']]);
  read[0]?.();
  await first;
  void errors.rejection(new Error('three'));
  await new Promise(setImmediate);
  expect(read).toHaveLength(2);
});

test('who could not be asked is asked at the next exception', async () => {
  const { errors, done } = app({ askToRestart: () => Promise.reject(new Error('no dialog')) });
  await expect(errors.exception(new Error('one'))).rejects.toThrow('no dialog');
  await expect(errors.exception(new Error('two'))).rejects.toThrow('no dialog');
  expect(done).toEqual(['log one', 'put away', 'log two', 'put away']);
});
