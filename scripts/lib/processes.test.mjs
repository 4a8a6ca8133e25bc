import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { run } from './processes.mjs';

/** @param {string} code */
const node = (code) => /** @type {const} */ ([process.execPath, ['--input-type=module', '--eval', code]]);

describe('a program that is run', () => {
  test('tells its exit code, and what it printed where that was asked for', async () => {
    const exit = await run(...node('console.log("out"); console.error("err"); process.exit(3)'), {
      quiet: true,
    });
    expect(exit).toEqual({ code: 3, timedOut: false, interrupted: false, stdout: 'out\n', stderr: 'err\n' });
  });

  test('writes all that it prints to a file, where it is given one', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-output-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = await open(path.join(folder, 'output'), 'w');
    await run(...node('console.log("out"); console.error("err")'), { output: file.fd });
    await file.close();
    expect(await readFile(path.join(folder, 'output'), 'utf8')).toBe('out\nerr\n');
  });

  test.skipIf(process.platform === 'win32')('tells the signal that ended it as a shell does', async () => {
    const exit = await run(...node('process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000)'));
    expect(exit.code).toBe(137);
  });

  test('that does not exist is an error', async () => {
    await expect(run('parley-no-such-program', [])).rejects.toThrow('ENOENT');
  });

  test.skipIf(process.platform === 'win32')('is stopped at its limit, with what it started', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      // The connection lives for as long as the inner program does.
      const connected = once(server, 'connection');
      const inner = `require('node:net').connect(${port}, '127.0.0.1')`;
      const outer = `
        import { spawn } from 'node:child_process';
        spawn(process.execPath, ['--eval', ${JSON.stringify(inner)}], { stdio: 'inherit' });
        setInterval(() => {}, 1000);`;
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const running = run(...node(outer), { ownGroup: true, limitMs: 4000 });
      // However long both take to start.
      const [socket] = await connected;
      vi.advanceTimersByTime(4000);
      const innerEnded = once(socket.resume(), 'close');
      const exit = await running;
      expect(exit.timedOut).toBe(true);
      await innerEnded;
    } finally {
      vi.useRealTimers();
      server.close();
    }
  });

  test.skipIf(process.platform === 'win32')('is told once of a Ctrl+C that comes twice', async () => {
    // Counts what it is told, and ends with the count.
    const counter = `
      let count = 0;
      process.on('SIGINT', () => console.log('told', ++count));
      process.on('SIGTERM', () => process.exit(count));
      setInterval(() => {}, 1000);
      console.log('ready');`;
    const starter = `
      import { run } from ${JSON.stringify(new URL('./processes.mjs', import.meta.url).href)};
      // However long its second coming takes, it is the same press.
      performance.now = () => 0;
      const args = ['--eval', ${JSON.stringify(counter)}];
      const { code } = await run(process.execPath, args, { ownGroup: true });
      process.exitCode = code;`;
    const child = spawn(...node(starter), { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'ready') child.kill('SIGINT');
      if (line === 'told 1') {
        child.kill('SIGINT');
        child.kill('SIGTERM');
      }
    }
    expect(await ended).toEqual([1, null]);
  });
});
