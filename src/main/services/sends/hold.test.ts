import { expect, test } from 'vitest';
import { startTestServer } from '#test/harness/servers/index.ts';
import { eventOf, get, openRegistry } from '#test/harness/services/registry.ts';
import { noSignal, startSession } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';

test('a response that finds no room is held, and goes on past the quota when somebody says so', async () => {
  await using server = await startTestServer();
  await using running = await openRegistry({ quotaBytes: () => 3 * 1024 * 1024 });
  const { registry } = running;
  const session = startSession();
  const id = newId();
  registry.send(session, id, { request: get(server.url('/lines', { mib: 8 })) });
  const held = await eventOf(registry.events(session, id, undefined, noSignal()), 'held');
  expect(held.reason).toBe('quota');
  expect(held.bodyBytes).toBeLessThan(5 * 1024 * 1024);
  registry.goOn(id);
  const done = await eventOf(registry.events(session, id, undefined, noSignal()), 'done');
  expect(done).toMatchObject({ outcome: 'complete', bodyBytes: 8 * 1024 * 1024 });
});

test('what is kept as it was sent takes room as well', async () => {
  const MiB = 1024 * 1024;
  await using server = await startTestServer();
  await using running = await openRegistry({ quotaBytes: () => 3 * MiB });
  const { registry, bodies } = running;
  const session = startSession();
  const id = newId();
  // The test server packs zstd into as many bytes as before.
  registry.send(session, id, { request: get(server.url('/encoded/zstd', { mib: 8 })) });
  const held = await eventOf(registry.events(session, id, undefined, noSignal()), 'held');
  expect(held.reason).toBe('quota');
  expect(held.bodyBytes).toBeLessThan(2.5 * MiB);
  expect(bodies.usage.usedBytes).toBeGreaterThanOrEqual(3 * MiB);
});
