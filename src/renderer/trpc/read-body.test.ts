import { expect, it } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { emptyRequest } from '#router/contracts/request.ts';
import { startMain } from '#test/harness/main.ts';
import { numberedLines, startTestServer } from '#test/harness/servers/index.ts';
import { collect, readBody } from './read-body.ts';

const megabyte = 1024 * 1024;

/** Main, a window, and a body of 3 MiB that main has received. */
async function receiveBody() {
  const server = await startTestServer();
  const main = await startMain();
  const { client, ipc } = main.openWindow();
  const id = newId();
  const url = server.url('/lines', { mib: 3 });
  await client.requests.send.mutate({ id, request: { ...emptyRequest(), url } });
  const bodyId = await new Promise<string>((resolve, reject) => {
    client.requests.events.subscribe(
      { id },
      {
        onData: ({ data }) => {
          if (data.type === 'done' && data.bodyId !== null) resolve(data.bodyId);
        },
        onError: reject,
      },
    );
  });
  return {
    main,
    client,
    ipc,
    bodyId,
    content: Buffer.concat([...numberedLines(3 * megabyte)]),
    async [Symbol.asyncDispose]() {
      await main[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

it('reads a body whole, or a range of it', async () => {
  await using received = await receiveBody();
  const { client, bodyId, content } = received;
  const whole = await collect(readBody(client, { id: bodyId }), { maxBytes: 10 * megabyte });
  expect(whole.truncated).toBe(false);
  expect(content.equals(whole.bytes)).toBe(true);
  const range = await collect(readBody(client, { id: bodyId, start: 1000, end: 1_500_000 }), {
    maxBytes: 10 * megabyte,
  });
  expect(content.subarray(1000, 1_500_000).equals(range.bytes)).toBe(true);
});

it('takes no more than it was asked for, and lets go of the rest', async () => {
  await using received = await receiveBody();
  const { client, bodyId, content, ipc } = received;
  const before = ipc.pendingCount;
  const { bytes, truncated } = await collect(readBody(client, { id: bodyId }), { maxBytes: 100_000 });
  expect(truncated).toBe(true);
  expect(content.subarray(0, 100_000).equals(bytes)).toBe(true);
  expect(ipc.pendingCount).toBe(before);
});

it('goes on at the very byte where the connection broke', async () => {
  await using received = await receiveBody();
  const { client, bodyId, content, main } = received;
  const reader = readBody(client, { id: bodyId }).getReader();
  const pieces: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    if (pieces.length === 2 || pieces.length === 5) main.cut();
  }
  expect(content.equals(Buffer.concat(pieces))).toBe(true);
});

it('fails with a MainProcessError that says why', async () => {
  await using main = await startMain();
  const { client } = main.openWindow();
  await expect(collect(readBody(client, { id: newId() }), { maxBytes: 1 })).rejects.toMatchObject({
    name: 'MainProcessError',
    code: 'NOT_FOUND',
  });
});

it('ends where its client was closed, and does not ask for ever', async () => {
  await using main = await startMain();
  const { client, ipc } = main.openWindow();
  ipc.close();
  const reading = collect(readBody(client, { id: newId() }), { maxBytes: 1 });
  await expect(reading).rejects.toMatchObject({ isClientClosed: true });
});
