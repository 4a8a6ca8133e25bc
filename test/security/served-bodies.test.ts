import { createServer } from 'node:http';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listen, stop } from '#test/harness/servers/test-server.ts';
import { type Attacked, startAttacked } from './window.ts';

// Saving a response in the browser host is a download from the host itself, from the origin of Parley's own page. A body
// that the browser ran there would be Parley.

const code = "document.title = 'taken'; parent.document.title = 'taken'";
const bodies = {
  'text/html': `<!doctype html><title>Body</title><script>${code}</script>`,
  'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg"><script>${code}</script></svg>`,
  'text/javascript': `globalThis.postMessage?.('runs'); ${code}`,
  'text/css': '* { display: none }',
} as const;
type BodyType = keyof typeof bodies;

// A browser and a host, on a machine that may have more to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let attacked: Attacked;
/** One window for all tests: what a body did to it, the next would see. */
let parley: Page;
let servers: { url(type: BodyType): string; close(): Promise<void> };

beforeAll(async () => {
  attacked = await startAttacked();
  parley = await attacked.openParley();
  const server = createServer(({ url }, response) => {
    const body = Object.entries(bodies).find(([type]) => url === `/${encodeURIComponent(type)}`);
    // The reason tells the response that the window shows from the one before it.
    if (body) response.writeHead(200, body[0], { 'Content-Type': body[0] }).end(body[1]);
    else response.writeHead(404).end();
  });
  const port = await listen(server);
  servers = {
    url: (type) => `http://127.0.0.1:${port}/${encodeURIComponent(type)}`,
    close: () => stop(server),
  };
});
afterAll(async () => {
  await attacked[Symbol.asyncDispose]();
  await servers.close();
});

/** Sends for a body of a type. */
async function receive(type: BodyType): Promise<void> {
  await parley.getByRole('textbox', { name: 'URL', exact: true }).fill(servers.url(type));
  await parley.getByRole('textbox', { name: 'URL', exact: true }).press('Enter');
  await parley
    .getByRole('status', { name: 'Response status' })
    .filter({ hasText: `200 ${type}` })
    .waitFor();
  await parley.getByRole('button', { name: 'Save response' }).isEnabled();
}

/** A ticket for the body, still good: the download that it was meant for is held back. */
async function ticketFor(): Promise<string> {
  const link = parley.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const { click } = HTMLAnchorElement.prototype;
        HTMLAnchorElement.prototype.click = function () {
          HTMLAnchorElement.prototype.click = click;
          resolve(this.href);
        };
      }),
  );
  await parley.getByRole('button', { name: 'Save response' }).click();
  return link;
}

it.each(Object.keys(bodies).filter((type): type is BodyType => type in bodies))(
  'a body of %s is saved by whatever road it is taken, and never run',
  async (type) => {
    await receive(type);

    const link = parley.waitForEvent('download');
    await parley.getByRole('button', { name: 'Save response' }).click();
    expect(await readAll(await link)).toBe(bodies[type]);

    const alone = await attacked.browser.newPage();
    const typed = alone.waitForEvent('download');
    await expect(alone.goto(await ticketFor())).rejects.toThrow('Download is starting');
    await (await typed).cancel();
    await alone.close();

    const again = await ticketFor();
    expect((await fetch(again)).headers.get('content-security-policy')).toContain('sandbox');
    expect((await fetch(again)).status, 'the second time').toBe(404);

    for (const name of ['script', 'link', 'iframe', 'object', 'embed', 'img'])
      expect(await embed(name, await ticketFor()), name).not.toBe('load');
    for (const kind of ['worker', 'service worker'] as const)
      expect(await startWorker(kind, await ticketFor()), kind).toBe('refused');
    expect(await parley.title()).toBe('Parley');
    expect(await parley.getByRole('textbox', { name: 'URL', exact: true }).isVisible()).toBe(true);
  },
);

/** As if somebody had managed to put an element into Parley's page. Resolves with what became of it. */
async function embed(tag: string, ticket: string): Promise<string> {
  const downloaded = new Promise<string>((resolve) => parley.once('download', () => resolve('download')));
  const told = parley.evaluate(
    ([name, url]) =>
      new Promise<string>((resolve) => {
        const element = document.createElement(name);
        for (const event of ['load', 'error']) element.addEventListener(event, () => resolve(event));
        document.addEventListener('securitypolicyviolation', () => resolve('violation'), { once: true });
        element.setAttribute('rel', 'stylesheet');
        for (const attribute of ['src', 'href', 'data']) element.setAttribute(attribute, url);
        document.body.append(element);
      }),
    [tag, ticket] as const,
  );
  return Promise.race([told, downloaded]);
}

/** As if a script in Parley's page tried to run the body where no document is. */
function startWorker(kind: 'worker' | 'service worker', ticket: string): Promise<string> {
  return parley.evaluate(
    ([name, url]) =>
      name === 'worker'
        ? new Promise<string>((resolve) => {
            const worker = new Worker(url);
            worker.addEventListener('error', () => resolve('refused'));
            worker.addEventListener('message', () => resolve('runs'));
          })
        : navigator.serviceWorker.register(url).then(
            () => 'runs',
            () => 'refused',
          ),
    [kind, ticket] as const,
  );
}

async function readAll(download: { createReadStream(): Promise<NodeJS.ReadableStream> }): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
