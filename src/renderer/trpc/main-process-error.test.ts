import { TRPCClientError } from '@trpc/client';
import { expect, it } from 'vitest';
import { startMain } from '#test/harness/main.ts';
import { MainProcessError } from './main-process-error.ts';

async function failure(call: Promise<unknown>): Promise<MainProcessError> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (cause: unknown) => cause,
  );
  if (!(error instanceof MainProcessError)) throw error;
  return error;
}

it('says what is wrong with an input, field by field', async () => {
  await using main = await startMain();
  const { client } = main.openWindow();
  const error = await failure(client.bodies.info.query({ id: 'made up' }));
  expect(error).toBeInstanceOf(TRPCClientError);
  expect(error).toMatchObject({ code: 'BAD_REQUEST', path: 'bodies.info' });
  expect(error.issues).toMatchObject([{ path: ['id'] }]);
  expect(error.message).toBe('bodies.info was refused: id: not an id that Parley made');
});

it('carries a failure in words for people, and the id under which the log has it', async () => {
  await using main = await startMain();
  const { client } = main.openWindow();
  const error = await failure(client.bodies.info.query({ id: 'A'.repeat(22) }));
  expect(error.code).toBe('NOT_FOUND');
  expect(error.logId).toMatch(/\w{6,}/);
  expect(error.data).not.toHaveProperty('stack');
});

it('tells a lost connection from an answer', async () => {
  await using main = await startMain();
  const { client, ipc } = main.openWindow();
  await client.app.getAppVersion.query();
  const pending = failure(client.app.info.query());
  ipc.close();
  expect(await pending).toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    isConnectionLost: true,
    path: undefined,
  });
});

it('tells a call that was given up', async () => {
  await using main = await startMain();
  const { client } = main.openWindow();
  const error = await failure(client.app.info.query(undefined, { signal: AbortSignal.abort() }));
  expect(error).toMatchObject({ code: 'CLIENT_CLOSED_REQUEST', isConnectionLost: false });
});
