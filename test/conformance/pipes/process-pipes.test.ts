import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ProcessPipes } from './process-pipes.ts';

test('what is sent to a process that is gone, before that is known, ends the pipe', async () => {
  const script = `process.on('message', () => undefined); process.send('up');`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const gone = once(child, 'exit');
  const broken: Error[] = [];
  child.on('error', (cause) => broken.push(cause));
  await once(child, 'message');

  using pipes = new ProcessPipes(child, () => undefined);
  const pipe = pipes.open('a pipe');
  const end = new Promise<Error | undefined>((resolve) =>
    pipe.start({ frame: () => undefined, end: resolve }),
  );
  child.kill('SIGKILL');
  // Time goes by without this process hearing of anything.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  pipe.send('[1]');

  expect(await end).toMatchObject({ message: 'The other process is gone' });
  await gone;
  expect(broken).toEqual([]);
});
