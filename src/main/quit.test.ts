import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { Closing } from './services/lifecycle/closing.ts';
import { Lifecycle } from './services/lifecycle/lifecycle.ts';
import type { QuitOptions } from './quit.ts';

// How the steps of the end follow each other, and what becomes of one that fails or hangs, which no spec can bring about
// in a healthy app. That the app ends at all, and what it leaves behind, is shown by test/e2e.

/** What the app did, in order. */
let done: string[];

/** Ends as Electron does: each step can be prevented, and then it is up to the app to ask again. */
class App extends EventEmitter {
  quit() {
    setImmediate(() => {
      for (const step of ['before-quit', 'will-quit']) {
        let isPrevented = false;
        this.emit(step, { preventDefault: () => (isPrevented = true) });
        if (isPrevented) return;
      }
      done.push('ended');
      this.emit('ended');
    });
  }
  relaunch = () => done.push('relaunched');
}

const app = new App();
vi.doMock('electron', () => ({ app, powerMonitor: new EventEmitter() }));
const { quitInOrder } = await import('./quit.ts');

beforeEach(() => {
  done = [];
  vi.stubEnv('APPIMAGE', undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  app.removeAllListeners();
});

/** An app without windows that was told to end. */
function end(options: Partial<QuitOptions>): { errors: unknown[]; ended: Promise<void> } {
  const errors: unknown[] = [];
  const host = {
    openWindows: () => [],
    askAboutLate: () => Promise.resolve('wait' as const),
    close: () => undefined,
  };
  quitInOrder({
    closing: new Closing({ lifecycle: new Lifecycle(), host, graceMs: 1000 }),
    release: () => Promise.resolve(),
    report: (error) => errors.push(error),
    ...options,
  });
  const ended = new Promise<void>((resolve) => app.once('ended', resolve));
  app.quit();
  return { errors, ended };
}

test('the app ends when everything is released, which happens once however often it is asked for', async () => {
  let finish: () => void = () => undefined;
  let releases = 0;
  const released = new Promise<void>((resolve) => (finish = resolve));
  const { ended } = end({
    release: () => {
      releases += 1;
      return released;
    },
  });
  await eventually(() => expect(releases).toBe(1));
  app.emit('will-quit', { preventDefault: () => done.push('prevented') });
  finish();
  await ended;
  expect(releases).toBe(1);
  expect(done).toEqual(['prevented', 'ended']);
});

test('what can not be released is told, and the app ends', async () => {
  const { errors, ended } = end({ release: () => Promise.reject(new Error('the disk is gone')) });
  await ended;
  expect(errors).toEqual([new Error('the disk is gone')]);
});

test('what hangs is not waited for without end', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let isReleasing: () => void = () => undefined;
  const releasing = new Promise<void>((resolve) => (isReleasing = resolve));
  const { ended } = end({
    release: () => {
      isReleasing();
      return new Promise(() => undefined);
    },
  });
  await releasing;
  vi.advanceTimersByTime(4999);
  await new Promise(setImmediate);
  expect(done).toEqual([]);
  vi.advanceTimersByTime(1);
  await ended;
});

test('who starts the app in its last moments gets it when it has ended', async () => {
  const { ended } = end({
    release: async () => {
      app.emit('second-instance');
      app.emit('second-instance');
    },
  });
  await ended;
  expect(done).toEqual(['relaunched', 'ended']);
});
