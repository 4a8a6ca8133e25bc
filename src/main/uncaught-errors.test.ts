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

  const third = errors.exception(new Error('three'));
  await new Promise(setImmediate);
  expect(done.slice(-2)).toEqual(['log three', 'put away']);
  answer('go-on');
  await third;
});

test('who could not be asked is asked at the next exception', async () => {
  const { errors, done } = app({ askToRestart: () => Promise.reject(new Error('no dialog')) });
  await expect(errors.exception(new Error('one'))).rejects.toThrow('no dialog');
  await expect(errors.exception(new Error('two'))).rejects.toThrow('no dialog');
  expect(done).toEqual(['log one', 'put away', 'log two', 'put away']);
});
