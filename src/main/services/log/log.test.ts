import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TRPCError } from '@trpc/server';
import { expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { bundle } from '#test/harness/services/bundle.ts';
import { startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { Log } from './log.ts';

const levels = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error' };

/** The lines of a closed log, with the level by name. */
async function linesIn(folder: string, file = 'parley.1.log') {
  const text = await readFile(join(folder, file), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .map((line) => ({
      ...line,
      level: Object.entries(levels).find(([number]) => Number(number) === line.level)?.[1],
    }));
}

async function logging(write: (log: Log) => void, options: { level?: 'debug' } = {}) {
  const folder = join(await temporaryFolder(), 'logs');
  const log = await Log.open({ folder, ...options });
  write(log);
  await log.close();
  return { folder, lines: await linesIn(folder) };
}

test('an error is found in the file under its id, with stack and causes', async () => {
  let logId = '';
  const { lines } = await logging((log) => {
    const cause = Object.assign(new Error('connect failed'), { code: 'ECONNREFUSED' });
    logId = log.failure(new TypeError('broken', { cause }), { path: 'requests.send', session: 's' });
  });
  expect(logId).toMatch(/^[0-9a-f]{8}$/);
  expect(lines).toEqual([
    expect.objectContaining({
      level: 'error',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      msg: 'broken',
      logId,
      path: 'requests.send',
      session: 's',
      error: {
        name: 'TypeError',
        message: 'broken',
        stack: expect.stringContaining('log.test.ts'),
        cause: expect.objectContaining({ message: 'connect failed', code: 'ECONNREFUSED' }),
      },
    }),
  ]);
});

test('the same error is written once, also inside the wrappers of a router', async () => {
  const ids: string[] = [];
  const { lines } = await logging((log) => {
    const failure = new Failure('BAD_GATEWAY', 'refused');
    ids.push(log.failure(failure), log.failure(failure, { path: 'again' }));
    ids.push(log.failure(new TRPCError({ code: 'BAD_GATEWAY', cause: failure })));
    ids.push(log.failure(new TRPCError({ code: 'BAD_GATEWAY', cause: failure })));
    ids.push(log.failure(new Failure('BAD_GATEWAY', 'refused')));
  });
  expect(new Set(ids.slice(0, 4)).size).toBe(1);
  expect(ids[4]).not.toBe(ids[0]);
  expect(lines).toHaveLength(2);
});

test.each([
  ['a failure at the other end', new Failure('BAD_GATEWAY', 'refused'), 'info'],
  ['a failure here', new Failure('SERVICE_UNAVAILABLE', 'disk full', { phase: 'store' }), 'warn'],
  ['a call that was refused', new TRPCError({ code: 'BAD_REQUEST', message: 'bad input' }), 'warn'],
  ['a call that was given up', new DOMException('gone', 'AbortError'), 'debug'],
  ['a defect', new Error('broken'), 'error'],
  [
    'a defect in a procedure',
    new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: new Error('x') }),
    'error',
  ],
])('%s is written at its level', async (_, error, level) => {
  const { lines } = await logging((log) => void log.failure(error), { level: 'debug' });
  expect(lines).toMatchObject([{ level }]);
});

test('a failure is written with its facts, and without a stack', async () => {
  const { lines } = await logging((log) => {
    log.failure(new Failure('BAD_GATEWAY', 'refused', { phase: 'connect', url: 'http://u:p@h/?token=1' }));
  });
  expect(lines[0].error).toEqual({
    name: 'Failure',
    message: 'refused',
    code: 'BAD_GATEWAY',
    details: { phase: 'connect', url: 'http://[redacted]@h/?token=[redacted]' },
  });
});

test('each reason of several is written', async () => {
  const { lines } = await logging((log) => {
    log.failure(new AggregateError([new Error('by IPv6'), new Error('by IPv4')], 'no address answered'));
  });
  expect(lines[0].error.errors).toMatchObject([{ message: 'by IPv6' }, { message: 'by IPv4' }]);
});

test('what is thrown and is no error is written all the same', async () => {
  const { lines } = await logging((log) => log.unheard('just a text'));
  expect(lines[0]).toMatchObject({ level: 'error', msg: 'thrown: just a text' });
});

test('the entries of a window are written with its session and time', async () => {
  const session = startSession();
  const { lines } = await logging((log) =>
    log.fromWindow(session, [
      { level: 'warn', message: 'slow', at: 0, source: 'console' },
      { level: 'error', message: 'broken', at: 1000, source: 'uncaught', stack: 'at somewhere' },
      { level: 'debug', message: 'not at this level', at: 0, source: 'app' },
    ]),
  );
  expect(lines).toMatchObject([
    {
      level: 'warn',
      msg: 'slow',
      window: { session: session.id, source: 'console', at: '1970-01-01T00:00:00.000Z' },
    },
    { level: 'error', msg: 'broken', stack: 'at somewhere', window: { source: 'uncaught' } },
  ]);
});

test('no secret reaches the file, whichever way it came', async () => {
  const secret = 'hunter2';
  const { folder } = await logging((log) => {
    const text = `https://u:${secret}@a.b/?api_key=${secret}\nAuthorization: Basic ${secret}`;
    log.write('info', text, {
      authorization: secret,
      headers: [['cookie', secret]],
      note: `Bearer ${secret}`,
    });
    log.fromWindow(startSession(), [
      { level: 'error', message: text, stack: text, at: 0, source: 'console' },
    ]);
    log.failure(new Error(text, { cause: new Error(text) }));
    log.failure(
      new Failure('BAD_GATEWAY', text, { url: text }, { cause: new AggregateError([new Error(text)], text) }),
    );
  });
  const text = await readFile(join(folder, 'parley.1.log'), 'utf8');
  expect(text.split('\n')).toHaveLength(5);
  expect(text).not.toContain(secret);
});

test('a full file is followed by a new one, and the oldest is deleted', async () => {
  const folder = join(await temporaryFolder(), 'logs');
  const log = await Log.open({ folder, fileMiB: 0.01, fileCount: 3 });
  const numbers = async () =>
    (await readdir(folder))
      .map((name) => Number(/^parley\.(\d+)\.log$/.exec(name)?.[1]))
      .toSorted((a, b) => a - b);
  // A line at a time, since the file is changed only when nothing waits to be written.
  while (Math.max(...(await numbers())) < 8) log.write('info', 'x'.repeat(1000));
  // Deleting goes on beside the writing.
  while ((await numbers()).length > 3) await new Promise(setImmediate);
  await log.close();
  expect((await numbers()).at(-1)).toBeGreaterThanOrEqual(8);
});

test('a restart goes on in the newest file', async () => {
  const { folder } = await logging((log) => log.write('info', 'first'));
  const again = await Log.open({ folder });
  again.write('info', 'second');
  await again.close();
  expect((await linesIn(folder)).map(({ msg }) => msg)).toEqual(['first', 'second']);
});

test('after the end nothing is written and nothing breaks', async () => {
  const { folder } = await logging((log) => log.write('info', 'first'));
  const log = await Log.open({ folder });
  await log.close();
  await log.close();
  log.write('info', 'too late');
  expect(log.failure(new Error('too late'))).toMatch(/^[0-9a-f]{8}$/);
  expect(await linesIn(folder)).toHaveLength(1);
});

test('a log that can not be opened says so', async () => {
  const folder = join(await temporaryFolder(), 'logs');
  await writeFile(folder, 'a file where the folder should be');
  await expect(Log.open({ folder })).rejects.toMatchObject({ code: expect.stringMatching(/EEXIST|ENOTDIR/) });
});

test('bundled, it writes, flushes and ends, without a worker', async () => {
  const script = bundle('logging-process');
  const folder = join(await temporaryFolder(), 'logs');
  await mkdir(folder);
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await once(child.stdout, 'data');
  const [code] = await once(child, 'exit');
  expect({ code, workers: String(output) }).toEqual({ code: 0, workers: 'workers: 0\n' });
  expect((await linesIn(folder)).map(({ msg }) => msg)).toEqual(['from a bundle', 'and a failure']);
});
