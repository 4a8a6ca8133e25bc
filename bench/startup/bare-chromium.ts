import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen, stop } from '#test/harness/servers/test-server.ts';
import { makeTemporaryFolder } from '#test/harness/temporary-folder.ts';
import { chromiumFlags } from '../../scripts/chromium.mjs';
import { watchPage } from './probe/page-times.ts';
import { pageTimesSchema } from './probe/report.ts';
import { now, type Start, startSince } from './start.ts';

const limitMs = 60_000;

/** A page with one word, which sends its own times to where it came from. */
const page = `<!doctype html><html lang="en"><title>Least</title><p>Least</p><script type="module">
const times = await (${watchPage.toString()})(null);
await fetch('/times', { method: 'POST', body: JSON.stringify(times) });
</script></html>`;

/**
 * Starts Chromium alone, with nobody on its debugging pipe and a new profile, as the double has, and ends it.
 * @throws where it shows nothing within a minute
 */
export async function startChromium(executable: string): Promise<Start> {
  await using profile = await makeTemporaryFolder('bench');
  const { promise: told, resolve: tell } = deferred<string>();
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(request.url === '/' ? page : '');
    if (request.method === 'POST') void text(request).then(tell);
  });
  try {
    const port = await listen(server);
    const args = [...chromiumFlags(), '--headless', `--user-data-dir=${profile.path}`];
    const began = now();
    const child = spawn(executable, [...args, `http://127.0.0.1:${port}/`], {
      stdio: 'ignore',
      detached: true,
    });
    const exited = once(child, 'exit');
    try {
      const times = await Promise.race([
        told,
        exited.then(() => Promise.reject(new Error(`${executable} ended before its page painted`))),
        once(AbortSignal.timeout(limitMs), 'abort').then(() =>
          Promise.reject(new Error(`${executable} painted nothing within ${limitMs / 1000} s`)),
        ),
      ]);
      return startSince(began, { page: pageTimesSchema.parse(JSON.parse(times)) });
    } finally {
      // With all of its helpers.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await exited;
    }
  } finally {
    await stop(server);
  }
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
