import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { StandInElectron } from '../conformance/electron/stand-in.ts';

/** Inside the project, whose package.json says what `#ipc` is. */
const folder = resolve('test-results/adapter-example');

/** The files that a document shows behind `<!-- example: NAME -->`. */
async function examplesIn(file: string): Promise<Map<string, string>> {
  const text = await readFile(file, 'utf8');
  const blocks = text.matchAll(/<!-- example: (\S+) -->\n```ts\n(.*?)```/gs);
  return new Map(Array.from(blocks, ([, name = '', code = '']) => [name, code]));
}

const electron = new StandInElectron();
const opened: ReturnType<StandInElectron['openWindow']>[] = [];

beforeAll(async () => {
  const examples = await examplesIn('docs/adapter.md');
  await mkdir(folder, { recursive: true });
  for (const [name, code] of examples) await writeFile(join(folder, name), code);
  vi.doMock('electron', () => ({
    app: { isPackaged: true, getVersion: () => '4.5.6', whenReady: () => Promise.resolve() },
    ipcMain: electron.ipcMain,
    BrowserWindow: class {
      loadURL(url: string) {
        opened.push(electron.openWindow(url));
        return Promise.resolve();
      }
    },
  }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('docs/adapter.md shows the files of a whole app', async () => {
  const names = (await readdir(folder)).toSorted();
  expect(names).toEqual(['main.ts', 'preload.ts', 'transformer.ts', 'window.ts']);
});

test('the example of docs/adapter.md runs as it stands there', async () => {
  const load = (name: string): Promise<unknown> => import(pathToFileURL(join(folder, name)).href);
  await load('main.ts');
  const document = opened[0]?.mainFrame.document;
  if (!document) throw new Error('the example opened no window');
  vi.stubGlobal('electronTRPC', document.bridge);
  vi.stubGlobal('addEventListener', document.page.addEventListener.bind(document.page));
  const page = await load('window.ts');
  if (!isWindowModule(page)) throw new Error('window.ts exports no client');

  expect(await page.client.getAppVersion.query()).toBe('4.5.6');
  const left: unknown[] = [];
  await new Promise<void>((resolve_, reject) => {
    page.client.countdown.subscribe(undefined, {
      onData: (value) => left.push(value),
      onComplete: resolve_,
      onError: reject,
    });
  });
  expect(left).toEqual([3, 2, 1].map((n) => ({ left: n, at: expect.any(Date), raw: new Uint8Array(n) })));
});

/** What the example promises, which the compiler can't know of a file that a test has written. */
interface WindowModule {
  readonly client: {
    readonly getAppVersion: { query(): Promise<string> };
    readonly countdown: {
      subscribe(
        input: undefined,
        observer: { onData(value: unknown): void; onComplete(): void; onError(cause: unknown): void },
      ): unknown;
    };
  };
}

function isWindowModule(value: unknown): value is WindowModule {
  return typeof value === 'object' && value !== null && 'client' in value;
}
