import { describe, expect, test } from 'vitest';
import type { UpdateState } from '#router/contracts/update.ts';
import { type UpdateSource, Updates, type UpdatesOptions } from './updates.ts';

/** A promise that the test settles, in the place of work that takes time. */
function pending<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const versionTwo: UpdateSource = {
  newest: () => Promise.resolve('2.0.0'),
  download: () => Promise.resolve(),
  install: () => new Promise(() => undefined),
};

function updates(source: Partial<UpdateSource>, options: Partial<UpdatesOptions> = {}) {
  const errors: unknown[] = [];
  return {
    errors,
    updates: new Updates({
      version: '1.0.0',
      obstacle: () => Promise.resolve(undefined),
      source: () => Promise.resolve({ ...versionTwo, ...source }),
      closeForRestart: () => Promise.resolve(true),
      reopen: () => undefined,
      onError: (error) => errors.push(error),
      ...options,
    }),
  };
}

describe('a check', () => {
  test('tells of a newer version, and fetches nothing', async () => {
    const { updates: app } = updates({ download: () => Promise.reject(new Error('nobody asked for it')) });
    await app.check();
    expect(app.state).toEqual({ step: 'available', version: '2.0.0' });
  });

  test('tells that what runs is the newest', async () => {
    const { updates: app } = updates({ newest: () => Promise.resolve(undefined) });
    await app.check();
    expect(app.state).toEqual({ step: 'current', version: '1.0.0' });
  });

  test('says why this copy can not update itself, and asks nobody then', async () => {
    const { updates: app } = updates(
      {},
      {
        obstacle: () => Promise.resolve('It runs from its source.'),
        source: () => Promise.reject(new Error('no updater is needed')),
      },
    );
    await app.check();
    expect(app.state).toEqual({ step: 'unsupported', reason: 'It runs from its source.' });
  });

  test('that fails says so, writes it down, and can be repeated', async () => {
    const answers = [() => Promise.reject(new Error('No connection.')), () => Promise.resolve('2.0.0')];
    const { updates: app, errors } = updates({ newest: () => answers.shift()?.() ?? Promise.resolve('') });
    await app.check();
    expect(app.state).toEqual({ step: 'failed', doing: 'check', message: 'No connection.' });
    expect(errors).toEqual([new Error('No connection.')]);
    await app.check();
    expect(app.state.step).toBe('available');
  });

  test('at start tells of a newer version only', async () => {
    const failing = updates({ newest: () => Promise.reject(new Error('No connection.')) });
    await failing.updates.check({ quiet: true });
    expect(failing.updates.state).toEqual({ step: 'idle' });
    expect(failing.errors).toHaveLength(1);
    const { updates: app } = updates({});
    await app.check({ quiet: true });
    expect(app.state.step).toBe('available');
  });

  test('at start shows nothing while it is under way, and all of it to who asks meanwhile', async () => {
    const answer = pending<string | undefined>();
    let asked = 0;
    const { updates: app } = updates({
      newest: () => {
        asked++;
        return answer.promise;
      },
    });
    const atStart = app.check({ quiet: true });
    expect(app.state).toEqual({ step: 'idle' });
    const byHand = app.check();
    expect(app.state).toEqual({ step: 'checking' });
    answer.resolve(undefined);
    await Promise.all([atStart, byHand]);
    expect(app.state).toEqual({ step: 'current', version: '1.0.0' });
    expect(asked).toBe(1);
  });

  test('that is asked for twice is made once', async () => {
    const answer = pending<string | undefined>();
    let asked = 0;
    const { updates: app } = updates({
      newest: () => {
        asked++;
        return answer.promise;
      },
    });
    const both = [app.check(), app.check()];
    answer.resolve('2.0.0');
    await Promise.all(both);
    expect(asked).toBe(1);
  });
});

describe('a download', () => {
  test('tells how far it is, and ends ready for a restart', async () => {
    const rest = pending<void>();
    const { updates: app } = updates({
      download: async (onProgress) => {
        onProgress(10, 100);
        await rest.promise;
      },
    });
    await app.check();
    const done = app.download();
    await expect
      .poll(() => app.state)
      .toEqual({
        step: 'downloading',
        version: '2.0.0',
        received: 10,
        total: 100,
      });
    rest.resolve();
    await done;
    expect(app.state).toEqual({ step: 'ready', version: '2.0.0' });
  });

  test('that is cancelled can be asked for again', async () => {
    const { updates: app, errors } = updates({
      download: (_, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
        ),
    });
    await app.check();
    const done = app.download();
    await expect.poll(() => app.state.step).toBe('downloading');
    app.cancel();
    await done;
    expect(app.state).toEqual({ step: 'available', version: '2.0.0' });
    expect(errors).toEqual([]);
  });

  test('that fails says so, and can be repeated', async () => {
    const answers = [() => Promise.reject(new Error('The disk is full.')), () => Promise.resolve()];
    const { updates: app } = updates({ download: () => answers.shift()?.() ?? Promise.resolve() });
    await app.check();
    await app.download();
    expect(app.state).toEqual({ step: 'failed', doing: 'download', message: 'The disk is full.' });
    await app.download();
    expect(app.state.step).toBe('ready');
  });

  test('before a check changes nothing', async () => {
    const { updates: app } = updates({});
    await app.download();
    expect(app.state).toEqual({ step: 'idle' });
  });
});

describe('a restart', () => {
  /** An app with a version downloaded. */
  async function ready(source: Partial<UpdateSource>, options: Partial<UpdatesOptions> = {}) {
    const made = updates(source, options);
    await made.updates.check();
    await made.updates.download();
    return made;
  }

  test('closes the windows first, and then puts the version in place', async () => {
    const order: string[] = [];
    const installing = pending<void>();
    const { updates: app } = await ready(
      {
        install: () => {
          order.push('install');
          installing.resolve();
          return new Promise(() => undefined);
        },
      },
      {
        closeForRestart: () => {
          order.push('close');
          return Promise.resolve(true);
        },
      },
    );
    void app.restart();
    await installing.promise;
    expect(order).toEqual(['close', 'install']);
    expect(app.state.step).toBe('restarting');
  });

  test('waits where a person keeps a window open', async () => {
    const { updates: app } = await ready(
      { install: () => Promise.reject(new Error('too early')) },
      { closeForRestart: () => Promise.resolve(false) },
    );
    await app.restart();
    expect(app.state).toEqual({ step: 'ready', version: '2.0.0' });
  });

  test('that fails opens a window again, which says so, and can be repeated', async () => {
    let asked = 0;
    let opened = 0;
    const { updates: app, errors } = await ready(
      {
        install: () => {
          asked++;
          return Promise.reject(new Error('Parley may not write there.'));
        },
      },
      { reopen: () => opened++ },
    );
    await app.restart();
    expect(opened).toBe(1);
    expect(app.state).toEqual({ step: 'failed', doing: 'restart', message: 'Parley may not write there.' });
    expect(errors).toHaveLength(1);
    await app.restart();
    expect(asked).toBe(2);
  });

  test('before a download changes nothing', async () => {
    const { updates: app } = updates({}, { closeForRestart: () => Promise.reject(new Error('too early')) });
    await app.check();
    await app.restart();
    expect(app.state.step).toBe('available');
  });
});

describe('while a step is under way', () => {
  /** Asks for everything but the end of a download. */
  const askForAll = async (app: Updates) => {
    app.dismiss();
    await Promise.all([app.check(), app.download(), app.restart()]);
  };

  test('a check is not disturbed', async () => {
    const answer = pending<string | undefined>();
    const { updates: app } = updates({ newest: () => answer.promise });
    const check = app.check();
    const asked = askForAll(app);
    expect(app.state).toEqual({ step: 'checking' });
    answer.resolve('2.0.0');
    await Promise.all([check, asked]);
    expect(app.state).toEqual({ step: 'available', version: '2.0.0' });
  });

  test('a second check is not, where a version was found before', async () => {
    const answers = [Promise.resolve('2.0.0'), pending<string>().promise];
    const { updates: app } = updates({
      newest: () => answers.shift() ?? Promise.reject(new Error('a third')),
    });
    await app.check();
    void app.check();
    await askForAll(app);
    expect(app.state).toEqual({ step: 'checking' });
  });

  test('a download is not, and the version is fetched once', async () => {
    const rest = pending<void>();
    let downloads = 0;
    const { updates: app } = updates({
      download: () => {
        downloads++;
        return rest.promise;
      },
    });
    await app.check();
    const download = app.download();
    await askForAll(app);
    expect(app.state.step).toBe('downloading');
    rest.resolve();
    await download;
    await app.download();
    expect(app.state.step).toBe('ready');
    expect(downloads).toBe(1);
  });

  test('a restart is not, and happens once', async () => {
    const agreed = pending<boolean>();
    let closings = 0;
    const { updates: app } = updates(
      {},
      {
        closeForRestart: () => {
          closings++;
          return agreed.promise;
        },
      },
    );
    await app.check();
    await app.download();
    const restart = app.restart();
    await askForAll(app);
    expect(app.state.step).toBe('restarting');
    expect(closings).toBe(1);
    agreed.resolve(false);
    await restart;
  });
});

test('what updates need is loaded with the first check, and once', async () => {
  let loaded = 0;
  const { updates: app } = updates(
    {},
    {
      source: () => {
        loaded++;
        return Promise.resolve(versionTwo);
      },
    },
  );
  expect(loaded).toBe(0);
  await app.check();
  await app.download();
  expect(loaded).toBe(1);
});

test('a window that is gone already hears nothing', async () => {
  const { updates: app } = updates({});
  const reason = new Error('The window is gone.');
  await expect(app.states(AbortSignal.abort(reason)).next()).rejects.toBe(reason);
});

test('news can be put away; what is downloaded is back when somebody asks again', async () => {
  const { updates: app } = updates({});
  await app.check();
  app.dismiss();
  expect(app.state).toEqual({ step: 'idle' });
  await app.check();
  await app.download();
  app.dismiss();
  expect(app.state).toEqual({ step: 'idle' });
  await app.check();
  expect(app.state).toEqual({ step: 'ready', version: '2.0.0' });
});

test('a window that follows hears the state as it is, and each that comes', async () => {
  const { updates: app } = updates({});
  const abort = new AbortController();
  const seen: UpdateState['step'][] = [];
  const following = (async () => {
    for await (const { step } of app.states(abort.signal)) seen.push(step);
  })();
  await expect.poll(() => seen).toEqual(['idle']);
  await app.check();
  await expect.poll(() => seen.at(-1)).toBe('available');
  abort.abort(new Error('The window is gone.'));
  await expect(following).rejects.toThrow('The window is gone.');
});
