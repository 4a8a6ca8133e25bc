import { createServer, type RequestListener } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { emptyRequest, type RequestOptions } from '#router/contracts/request.ts';
import type { SendEvent } from '#router/contracts/send.ts';
import { listen, stop } from '#test/harness/servers/test-server.ts';
import { startRouter, watch } from '#test/harness/services/callers.ts';
import { newId } from '../ids.ts';

const MiB = 1024 * 1024;
/** 65 KiB that become 64 MiB. */
const bomb = gzipSync(Buffer.alloc(64 * MiB));
const smallBomb = gzipSync(Buffer.alloc(4 * MiB));

async function serverOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const port = await listen(server);
  onTestFinished(() => stop(server));
  return `http://127.0.0.1:${port}/`;
}

async function sendTo(url: string, options: Partial<RequestOptions> = {}) {
  const { caller, services } = await startRouter({ sends: { harmlessBytes: 2 * MiB } });
  const window = caller();
  const id = newId();
  const empty = emptyRequest();
  await window.requests.send({ id, request: { ...empty, url, options: { ...empty.options, ...options } } });
  const events: SendEvent[] = [];
  const waiting = watch(window, { id });
  return {
    window,
    services,
    id,
    events,
    /** Reads on to the first event of this kind. */
    async until(type: SendEvent['type']): Promise<SendEvent> {
      for (;;) {
        const { value, done } = await waiting.next();
        if (done) throw new Error(`there was no ${type}`);
        events.push(value.event);
        if (value.event.type === type) return value.event;
      }
    },
  };
}

test('a body that grows a hundredfold is held, and goes on when somebody says so', async () => {
  const send = await sendTo(
    await serverOf((_, response) => response.setHeader('content-encoding', 'gzip').end(bomb)),
  );
  const held = await send.until('held');
  expect(held).toMatchObject({ type: 'held', reason: 'expansion', wireBytes: expect.any(Number) });
  if (held.type !== 'held') throw new Error('held');
  expect(held.bodyBytes).toBeGreaterThan(2 * MiB);
  expect(held.bodyBytes).toBeLessThan(8 * MiB);

  await send.window.requests.goOn({ id: send.id });
  const done = await send.until('done');
  expect(done).toMatchObject({ outcome: 'complete', bodyBytes: 64 * MiB });
  // It is asked once.
  expect(send.events.filter(({ type }) => type === 'held')).toHaveLength(1);
});

test('the time that somebody takes to answer does not count towards the time limit', async () => {
  const timeoutMs = 1500;
  const send = await sendTo(
    await serverOf((_, response) => response.setHeader('content-encoding', 'gzip').end(smallBomb)),
    { timeoutMs },
  );
  await send.until('held');
  await setTimeout(timeoutMs);
  await send.window.requests.goOn({ id: send.id });
  expect(await send.until('done')).toMatchObject({ outcome: 'complete', bodyBytes: 4 * MiB });
});

test('what had arrived is kept when it is cancelled instead', async () => {
  const send = await sendTo(
    await serverOf((_, response) => response.setHeader('content-encoding', 'gzip').end(bomb)),
  );
  await send.until('held');
  await send.window.requests.cancel({ id: send.id });
  const done = await send.until('done');
  if (done.type !== 'done') throw new Error('done');
  expect(done).toMatchObject({ outcome: 'cancelled' });
  expect(send.services.bodies.info(done.bodyId ?? '').size).toBe(done.bodyBytes);
  expect(done.bodyBytes).toBeLessThan(8 * MiB);
});

test('nobody is asked about a large body that is as large on the wire, or about an answer to nothing', async () => {
  const send = await sendTo(await serverOf((_, response) => response.end(Buffer.alloc(8 * MiB))));
  // Says yes to a question that was not asked.
  await send.window.requests.goOn({ id: send.id });
  await send.window.requests.goOn({ id: newId() });
  await send.until('done');
  expect(send.events.map(({ type }) => type)).not.toContain('held');
  expect(send.events.map(({ type }) => type)).not.toContain('wentOn');
});
