import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { getUntypedClient } from '@trpc/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { bundle } from '#test/harness/services/bundle.ts';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { BodyEngine } from './engine.ts';
import type { EngineBody } from './engine-body.ts';
import type { WorkerClient } from './engine-worker.ts';

/** An engine of threads with jobs such as tests need, what it reports, and the threads that it starts. */
async function startBusyEngine() {
  const errors: unknown[] = [];
  const threads: Worker[] = [];
  const onWorker = (thread: Worker) => threads.push(thread);
  process.on('worker', onWorker);
  const workerUrl = pathToFileURL(bundle('busy-worker'));
  const engine = new BodyEngine({ workerUrl, onError: (error) => errors.push(error) });
  onTestFinished(async () => {
    process.off('worker', onWorker);
    await engine[Symbol.asyncDispose]();
  });
  return { engine, errors, threads };
}

/** A body that still arrives; one byte of three is there. */
async function openArriving(engine: BodyEngine): Promise<EngineBody> {
  const path = join(await temporaryFolder(), 'body');
  await writeFile(path, 'abc');
  const body = engine.open({ id: newId(), path, contentType: '' });
  body.grew(1, 'arriving');
  return body;
}

/** Calls that the router of a test has, and the real one has not. */
const untyped = (client: WorkerClient) => getUntypedClient(client);
const begin = (client: WorkerClient, path: string, signal: AbortSignal) =>
  untyped(client).mutation(path, undefined, { signal });

/** Starts a job that goes on until it is aborted, or longer. `thread` is its thread's id, once it has begun. */
function work(engine: BodyEngine, signal: AbortSignal, path: 'work' | 'spin' = 'work') {
  let ended: Promise<unknown> = Promise.resolve();
  const thread = new Promise<unknown>((resolve) => {
    ended = engine.withJobWorker(
      (client) =>
        new Promise((_resolve, reject) => {
          untyped(client).subscription(path, undefined, {
            signal,
            onData: resolve,
            onError: reject,
            onComplete: () => reject(new Error('stopped')),
          });
        }),
      signal,
    );
    ended.catch(() => undefined);
  });
  return { thread, ended };
}

test('a thread has one job at a time, there are no more of them than cores, and a free one is used again', async () => {
  const { engine, threads } = await startBusyEngine();
  const calls = Array.from({ length: availableParallelism() + 1 }, () => new AbortController());
  const jobs = calls.map(({ signal }) => work(engine, signal));
  const first = await Promise.all(jobs.slice(0, -1).map(({ thread }) => thread));
  expect(new Set(first).size).toBe(availableParallelism());
  calls[0]?.abort();
  await expect(jobs[0]?.ended).rejects.toBe(calls[0]?.signal.reason);
  expect(await jobs.at(-1)?.thread).toBe(first[0]);
  for (const call of calls) call.abort();
  await Promise.allSettled(jobs.map(({ ended }) => ended));
  expect(threads).toHaveLength(availableParallelism());
});

test('a job that stops when it is told to leaves its thread alive', async () => {
  const { engine, threads, errors } = await startBusyEngine();
  const call = new AbortController();
  const { thread, ended } = work(engine, call.signal);
  const id = await thread;
  call.abort();
  await expect(ended).rejects.toBe(call.signal.reason);
  expect(threads.map(({ threadId }) => threadId)).toEqual([id]);
  expect(errors).toEqual([]);
});

test('a job that does not stop has its thread ended under it', async () => {
  const { engine, threads, errors } = await startBusyEngine();
  const call = new AbortController();
  const { thread: begun, ended } = work(engine, call.signal, 'spin');
  await begun;
  call.abort();
  await expect(ended).rejects.toBe(call.signal.reason);
  // Of a thread that has ended it is -1.
  expect(threads.map(({ threadId }) => threadId)).toEqual([-1]);
  expect(errors).toEqual([]);
  expect(await engine.withJobWorker((client) => client.idle.query(), noSignal())).toBeUndefined();
});

test('who waits for a thread gives up with its signal', async () => {
  const { engine } = await startBusyEngine();
  const calls = Array.from({ length: availableParallelism() }, () => new AbortController());
  const jobs = calls.map(({ signal }) => work(engine, signal));
  await Promise.all(jobs.map(({ thread }) => thread));
  const call = new AbortController();
  const waiting = engine.withJobWorker(() => Promise.resolve(), call.signal);
  call.abort();
  await expect(waiting).rejects.toBe(call.signal.reason);
});

test('a failure of a job arrives as it was thrown', async () => {
  const { engine } = await startBusyEngine();
  await expect(
    engine.withJobWorker((client, signal) => begin(client, 'fail', signal), noSignal()),
  ).rejects.toMatchObject({
    name: 'Failure',
    code: 'UNPROCESSABLE_CONTENT',
    message: 'This is no JSON.',
    details: { errno: 'EX' },
  });
});

test('a thread that dies under its job is reported, and the next job has another one', async () => {
  const { engine, errors } = await startBusyEngine();
  await expect(
    engine.withJobWorker((client, signal) => begin(client, 'die', signal), noSignal()),
  ).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(await engine.withJobWorker((client) => client.idle.query(), noSignal())).toBeUndefined();
  expect(errors).toEqual([expect.objectContaining({ message: 'A body worker (job) has ended with code 3' })]);
});

/** Tells of each size of a body as the thread hears of it, to the body's end. */
function sizesIn(
  client: WorkerClient,
  body: EngineBody,
  signal: AbortSignal,
  onSize: (size: number) => void = () => undefined,
) {
  return new Promise<void>((resolve, reject) => {
    untyped(client).subscription(
      'sizes',
      { id: body.state.id },
      { signal, onData: (size) => onSize(Number(size)), onError: reject, onComplete: resolve },
    );
  });
}

describe('a body that is lent with a thread', () => {
  test('is known there from the start, and followed to its end', async () => {
    const { engine } = await startBusyEngine();
    const body = await openArriving(engine);
    const sizes: number[] = [];
    const onSize = (size: number) => {
      sizes.push(size);
      body.grew(size + 1, size < 2 ? 'arriving' : 'complete');
    };
    await engine.withJobWorker((client, signal) => sizesIn(client, body, signal, onSize), noSignal(), [body]);
    expect(sizes).toEqual([1, 2, 3]);
  });

  test.each(['ends well', 'fails'])('is forgotten there when the job %s', async (end) => {
    const { engine, errors, threads } = await startBusyEngine();
    const body = await openArriving(engine);
    const job = engine.withJobWorker(
      (client, signal) => (end === 'fails' ? begin(client, 'fail', signal) : client.idle.query()),
      noSignal(),
      [body],
    );
    await Promise.allSettled([job]);
    body.grew(3, 'complete');
    // On the same thread.
    const next = engine.withJobWorker((client, signal) => sizesIn(client, body, signal), noSignal());
    await expect(next).rejects.toMatchObject({ code: 'ENOENT', message: 'The body is not known here' });
    expect(threads.filter(({ threadId }) => threadId !== -1)).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  test('changes nothing for a job whose thread dies: that is reported once', async () => {
    const { engine, errors } = await startBusyEngine();
    const body = await openArriving(engine);
    const job = engine.withJobWorker((client, signal) => begin(client, 'die', signal), noSignal(), [body]);
    body.grew(2, 'arriving');
    await expect(job).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    body.grew(3, 'complete');
    expect(errors).toEqual([
      expect.objectContaining({ message: 'A body worker (job) has ended with code 3' }),
    ]);
  });
});

test('a job that is aborted while its thread hears of the body does not begin', async () => {
  const { engine } = await startBusyEngine();
  const body = await openArriving(engine);
  await body.rows(0, 1, noSignal());
  const call = new AbortController();
  // The viewer runs: this is the thread for the job.
  process.once('worker', () => call.abort());
  let hasBegun = false;
  const job = engine.withJobWorker(
    () => {
      hasBegun = true;
      return Promise.resolve();
    },
    call.signal,
    [body],
  );
  await expect(job).rejects.toMatchObject({ name: 'AbortError' });
  expect(hasBegun).toBe(false);
});

describe('jobs that follow bodies which still arrive', () => {
  const mostFollowers = 4;

  /** A job that waits to be ended, and gives its thread nothing to do. */
  function hold(engine: BodyEngine, bodies: readonly EngineBody[] = []) {
    const call = new AbortController();
    let onBegin: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => {
      onBegin = resolve;
    });
    const job = engine.withJobWorker(
      async (_, signal) => {
        onBegin();
        await once(signal, 'abort');
      },
      call.signal,
      bodies,
    );
    const ended = Promise.allSettled([job]);
    return {
      hasBegun,
      async end() {
        call.abort();
        await ended;
      },
    };
  }

  /** As many as there may be at a time, and one more, which waits. */
  async function startFollowers() {
    const { engine, threads } = await startBusyEngine();
    const running = [];
    for (let count = 0; count < mostFollowers; count += 1) {
      running.push(hold(engine, [await openArriving(engine)]));
    }
    await Promise.all(running.map(({ hasBegun }) => hasBegun));
    const body = await openArriving(engine);
    return { engine, threads, running, waiting: { body, ...hold(engine, [body]) } };
  }

  test('keep no other job waiting', async () => {
    const { engine } = await startFollowers();
    const others = Array.from({ length: availableParallelism() }, () => hold(engine));
    await expect(Promise.all(others.map(({ hasBegun }) => hasBegun))).resolves.toBeDefined();
    for (const { end } of others) await end();
  });

  test('wait for each other where there are more than four, though there is a thread to be had', async () => {
    const { engine, threads, running, waiting } = await startFollowers();
    let hasBegun = false;
    void waiting.hasBegun.then(() => {
      hasBegun = true;
    });
    await engine.withJobWorker((client) => client.idle.query(), noSignal());
    expect(hasBegun).toBe(false);
    await running[0]?.end();
    await waiting.hasBegun;
    // The viewer's, and that of the job which follows nothing, are among them.
    expect(threads).toHaveLength(1 + mostFollowers + 1);
  });

  test('are jobs like others as soon as the body is whole', async () => {
    const { waiting } = await startFollowers();
    waiting.body.grew(3, 'complete');
    await expect(waiting.hasBegun).resolves.toBeUndefined();
  });
});

test('the end of the engine ends the jobs', async () => {
  const { engine } = await startBusyEngine();
  const { thread, ended } = work(engine, noSignal());
  await thread;
  await engine[Symbol.asyncDispose]();
  await expect(ended).rejects.toThrow('Parley is closing');
});
