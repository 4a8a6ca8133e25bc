import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getTRPCErrorShape, TRPCError } from '@trpc/server';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { startRouter } from '#test/harness/services/callers.ts';
import { startSession } from '#test/harness/services/support.ts';
import { Failure } from './contracts/failure.ts';
import { createAppRouter } from './index.ts';

type Started = Awaited<ReturnType<typeof startRouter>>;

/** What a window gets of an error, as every transport asks the router for it. */
function shapeOf(
  { services, router }: Pick<Started, 'services' | 'router'>,
  error: TRPCError,
  path = 'bodies.info',
) {
  const ctx = { services, session: startSession() };
  return getTRPCErrorShape({
    config: router._def._config,
    error,
    type: 'query',
    path,
    input: undefined,
    ctx,
  });
}

async function thrownBy(call: Promise<unknown>): Promise<TRPCError> {
  const error: unknown = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof TRPCError) return error;
  throw new Error('the call did not fail as it should', { cause: error });
}

async function logOf({ services, dataFolder }: Started): Promise<string> {
  await services.close();
  return readFile(join(dataFolder, 'logs/parley.1.log'), 'utf8');
}

test('a failure of a service crosses with its code, words and facts, and the place in the log', async () => {
  const started = await startRouter();
  const id = newId();
  const error = await thrownBy(started.caller().uploads.append({ id, offset: 7, bytes: new Uint8Array(1) }));
  expect(shapeOf(started, error)).toMatchObject({
    message: expect.stringContaining('A piece of the file is missing'),
    data: { code: 'CONFLICT', details: {}, issues: undefined, logId: expect.stringMatching(/^[0-9a-f]{8}$/) },
  });
  const { data } = shapeOf(
    started,
    new TRPCError({
      code: 'BAD_GATEWAY',
      cause: new Failure('BAD_GATEWAY', 'refused', { host: 'h', errno: 'ECONNREFUSED' }),
    }),
  );
  expect(data.details).toEqual({ host: 'h', errno: 'ECONNREFUSED' });
});

test('bad input crosses as issues, with a message that names the first', async () => {
  const started = await startRouter();
  const error = await thrownBy(started.caller().bodies.info({ id: 'nonsense' }));
  expect(shapeOf(started, error)).toMatchObject({
    message: 'bodies.info was refused: id: not an id that Parley made',
    data: { code: 'BAD_REQUEST', issues: [{ path: ['id'], message: 'not an id that Parley made' }] },
  });
});

test('the text of a defect does not cross, only where the log has it', async () => {
  const started = await startRouter();
  const cause = new Error('secret internals', { cause: new Error('the root of it') });
  const shape = shapeOf(started, new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause }));
  const { logId } = shape.data;
  expect(shape.message).toBe(`Something went wrong inside Parley. The log has the details under ${logId}.`);
  expect(JSON.stringify(shape)).not.toContain('secret internals');
  const log = await logOf(started);
  expect(log).toContain(`"logId":"${logId}"`);
  expect(log).toContain('secret internals');
  expect(log).toContain('the root of it');
});

test('one failure has one place in the log, however many windows it reaches', async () => {
  const started = await startRouter();
  const failure = new Failure('BAD_GATEWAY', 'refused');
  const [first, second] = [1, 2].map(() =>
    shapeOf(started, new TRPCError({ code: failure.code, cause: failure })),
  );
  expect(second?.data.logId).toBe(first?.data.logId);
  expect((await logOf(started)).trimEnd().split('\n')).toHaveLength(1);
});

test('a stack crosses in development, and never else', async () => {
  const started = await startRouter();
  const error = new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: new Error('broken') });
  expect(shapeOf(started, error).data.stack).toBeUndefined();
  const router = createAppRouter({ isDev: true });
  expect(shapeOf({ ...started, router }, error).data.stack).toContain('errors.test.ts');
});
