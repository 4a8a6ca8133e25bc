import { createHash, randomBytes } from 'node:crypto';
import { getEventListeners, once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type RequestOptions, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  configureRequestOptions,
  configureRequestUrl,
  type DownloadOptions,
  HttpExecutor,
} from 'builder-util-runtime';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ReplacingAppImageUpdater } from './app-image-updater.ts';
import { ElectronUpdaterSource } from './electron-updater-source.ts';

// What runs here: electron-updater itself, against a server and a disk. In the place of Electron there are the facts
// about an app that electron-updater takes, and Node's HTTP requests. Not shown: Electron's own requests, and what
// installs a .deb, on macOS and in Windows.

/** Node's requests where electron-updater has Electron's; all else about a download is electron-updater's. */
class NodeRequests extends HttpExecutor<ReturnType<typeof httpRequest>> {
  readonly #underWay = new Set<ReturnType<typeof httpRequest>>();

  override createRequest(options: RequestOptions, callback: (response: unknown) => void) {
    const request = httpRequest(options, callback);
    this.#underWay.add(request);
    return request.once('close', () => this.#underWay.delete(request));
  }

  /** What `Session.closeAllConnections` does in Electron. */
  closeAllConnections(): Promise<void> {
    for (const request of this.#underWay) request.destroy();
    return Promise.resolve();
  }

  download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise<string>((resolve, reject, onCancel) => {
      const request: RequestOptions = { ...(options.headers ? { headers: options.headers } : {}) };
      configureRequestUrl(url, request);
      configureRequestOptions(request);
      const callback = (error: Error | null) => (error ? reject(error) : resolve(destination));
      this.doDownload(request, { destination, options, onCancel, callback, responseHandler: null }, 0);
    });
  }
}

const sha512 = (content: Buffer) => createHash('sha512').update(content).digest('base64');

/** The feed that electron-builder writes. */
const feed = (version: string, content: Buffer, digest = sha512(content)) =>
  [
    `version: ${version}`,
    'files:',
    '  - url: Parley.AppImage',
    `    sha512: ${digest}`,
    `    size: ${content.length}`,
    `path: Parley.AppImage`,
    `sha512: ${digest}`,
    "releaseDate: '2026-11-23T00:00:00.000Z'",
    '',
  ].join('\n');

const newImage = Buffer.concat([Buffer.from('#!/bin/sh\n'), randomBytes(300_000)]);
const oldImage = 'the version before';

let folder: string;
let image: string;
let answer: (path: string, response: ServerResponse) => void;
let asked: { path: string; headers: NodeJS.Dict<string | string[]> }[];
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://host').pathname;
  asked.push({ path, headers: request.headers });
  answer(path, response);
});

/** Serves a feed, and the AppImage that it names. */
function serve(version: string, { digest = sha512(newImage), content = newImage } = {}) {
  answer = (path, response) => {
    if (path.endsWith('.yml')) response.end(feed(version, newImage, digest));
    else if (path.endsWith('/Parley.AppImage')) response.end(content);
    else response.writeHead(404).end();
  };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-update-'));
  image = join(folder, 'Parley.AppImage');
  await writeFile(image, oldImage, { mode: 0o755 });
  vi.stubEnv('APPIMAGE', image);
  asked = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  await rm(folder, { recursive: true });
});

/** Version 1.0.0 of the app, which looks for updates at the server. */
async function runningApp(Updater = ReplacingAppImageUpdater) {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  const config = join(folder, 'app-update.yml');
  await writeFile(
    config,
    `provider: generic\nurl: http://127.0.0.1:${address.port}/parley\nupdaterCacheDirName: cache\n`,
  );
  /** What the app was told, in order. */
  const told: string[] = [];
  const updater = new Updater(image, () => told.push('start again'), null, {
    version: '1.0.0',
    name: 'Parley',
    isPackaged: true,
    appUpdateConfigPath: config,
    userDataPath: join(folder, 'data'),
    baseCachePath: folder,
    whenReady: () => Promise.resolve(),
    relaunch: () => undefined,
    quit: () => undefined,
    onQuit: () => undefined,
  });
  const requests = new NodeRequests();
  Object.assign(updater, { httpExecutor: requests });
  const source = new ElectronUpdaterSource({
    updater,
    quit: () => told.push('quit'),
    closeConnections: () => requests.closeAllConnections(),
    log: () => undefined,
  });
  return { source, updater, told };
}

const progress = () => undefined;
const never = new AbortController().signal;

test('electron-updater does nothing by itself: no download, no installation at the end, no foreign installer', async () => {
  const { updater } = await runningApp();
  expect(updater).toMatchObject({
    autoDownload: false,
    autoInstallOnAppQuit: false,
    disableWebInstaller: true,
    disableDifferentialDownload: true,
  });
});

describe.runIf(process.platform === 'linux')('a generic server', () => {
  test('names a newer version, and nothing is fetched but its name', async () => {
    serve('1.1.0');
    const { source } = await runningApp();
    expect(await source.newest()).toBe('1.1.0');
    expect(asked.map(({ path }) => path)).toEqual([expect.stringMatching(/^\/parley\/latest-linux.*\.yml$/)]);
  });

  test.each(['1.0.0', '0.9.0'])('that has %s has nothing newer than 1.0.0', async (version) => {
    serve(version);
    const { source } = await runningApp();
    expect(await source.newest()).toBeUndefined();
  });

  test('is not asked by a copy that electron-updater knows nothing of, which says so', async () => {
    serve('1.1.0');
    const { source } = await runningApp();
    vi.stubEnv('APPIMAGE', undefined);
    await expect(source.newest()).rejects.toThrow('can not look for updates');
    expect(asked).toEqual([]);
  });

  test('does not learn which copy of Parley asks', async () => {
    serve('1.1.0');
    const { source } = await runningApp();
    await source.newest();
    expect(asked[0]?.headers['x-user-staging-id']).toBe('none');
  });

  test('is told apart from one that is not there, has nothing, fails or talks nonsense', async () => {
    const { source } = await runningApp();
    answer = (_, response) => response.writeHead(404).end();
    await expect(source.newest()).rejects.toThrow('nothing for this system');
    answer = (_, response) => response.writeHead(500).end();
    await expect(source.newest()).rejects.toThrow('answered 500');
    answer = (_, response) => response.end('version: soon\n');
    await expect(source.newest()).rejects.toThrow('makes no sense');
    answer = (_, response) => response.destroy();
    await expect(source.newest()).rejects.toThrow('could not be reached');
    serve('1.1.0');
    await source.newest();
    answer = (_, response) => response.writeHead(503).end();
    await expect(source.download(progress, never)).rejects.toThrow('answered 503');
  });
});

describe.runIf(process.platform === 'linux')('a download', () => {
  test('comes whole, and leaves the app as it is until it is installed', async () => {
    serve('1.1.0');
    const { source, told } = await runningApp();
    const figures: [number, number][] = [];
    await source.newest();
    await source.download((received, total) => figures.push([received, total]), never);
    expect(figures.at(-1)).toEqual([newImage.length, newImage.length]);
    expect(await readFile(image, 'utf8')).toBe(oldImage);
    expect(told).toEqual([]);
  });

  test('leaves no listener behind', async () => {
    serve('1.1.0');
    const { source, updater } = await runningApp();
    await source.newest();
    const { signal } = new AbortController();
    await source.download(progress, signal);
    expect(updater.listenerCount('download-progress')).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('that is not what the feed announced is thrown away', async () => {
    serve('1.1.0', { content: Buffer.from('somebody else’s program') });
    const { source } = await runningApp();
    await source.newest();
    await expect(source.download(progress, never)).rejects.toThrow('was thrown away');
    expect(await readdir(join(folder, 'cache/pending'))).toEqual([]);
  });

  test('that is cancelled before it begins asks for nothing', async () => {
    serve('1.1.0');
    const { source } = await runningApp();
    await source.newest();
    asked = [];
    const cancelled = new Error('The person cancelled.');
    await expect(source.download(progress, AbortSignal.abort(cancelled))).rejects.toBe(cancelled);
    expect(asked).toEqual([]);
  });

  test('that is cancelled ends at once, closes its connection, and can be begun again', async () => {
    const { source } = await runningApp();
    serve('1.1.0');
    await source.newest();
    const half = newImage.subarray(0, newImage.length / 2);
    const begun = new Promise<ServerResponse>((resolve) => {
      answer = (_, response) => {
        response.writeHead(200, { 'content-length': newImage.length }).write(half, () => resolve(response));
      };
    });
    const abort = new AbortController();
    const download = source.download(progress, abort.signal);
    const closed = begun.then((response) => once(response, 'close'));
    await begun;
    abort.abort(new Error('The person cancelled.'));
    await expect(download).rejects.toThrow('The person cancelled.');
    await closed;
    serve('1.1.0');
    await source.download(progress, never);
  });
});

describe.runIf(process.platform === 'linux')('an AppImage', () => {
  test('is replaced by the new one, which starts when the app has ended', async () => {
    serve('1.1.0');
    const { source, told } = await runningApp();
    await source.newest();
    await source.download(progress, never);
    // A person may start it, whatever the download's own mode has become.
    await chmod(join(folder, 'cache/pending/Parley.AppImage'), 0o600);
    void source.install();
    expect(newImage.equals(await readFile(image))).toBe(true);
    expect((await stat(image)).mode & 0o777).toBe(0o755);
    expect(told).toEqual(['start again', 'quit']);
    expect(await readdir(folder)).not.toContain('Parley.AppImage.part');
  });

  test('stays as it is where it can not be replaced, and the app goes on until that works', async () => {
    serve('1.1.0');
    const { source, updater, told } = await runningApp();
    await source.newest();
    await source.download(progress, never);
    // Root may write anywhere; a folder that is in the way stops root too.
    const inTheWay = `${image}.part`;
    await mkdir(join(inTheWay, 'full'), { recursive: true });
    const listeners = updater.listenerCount('error');
    await expect(source.install()).rejects.toThrow('The update failed: ');
    await expect(source.install()).rejects.toThrow('The update failed: ');
    expect(updater.listenerCount('error')).toBe(listeners);
    expect(await readFile(image, 'utf8')).toBe(oldImage);
    expect(told).toEqual([]);

    await rm(inTheWay, { recursive: true });
    void source.install();
    expect(newImage.equals(await readFile(image))).toBe(true);
    expect(told).toEqual(['start again', 'quit']);
  });

  test('that can not be put in place leaves nothing beside it', async () => {
    serve('1.1.0');
    const { source } = await runningApp();
    await source.newest();
    await source.download(progress, never);
    await rm(image);
    await mkdir(join(image, 'full'), { recursive: true });
    await expect(source.install()).rejects.toThrow('The update failed: ');
    expect(await readdir(folder)).not.toContain('Parley.AppImage.part');
  });

  test('whose updater puts nothing in place, and does not say why, is a failure too', async () => {
    class Idle extends ReplacingAppImageUpdater {
      protected override doInstall = () => false;
    }
    serve('1.1.0');
    const { source, told } = await runningApp(Idle);
    await source.newest();
    await source.download(progress, never);
    await expect(source.install()).rejects.toThrow('put nothing in place');
    expect(told).toEqual([]);
  });

  test('that was not downloaded is not installed', async () => {
    const { source, told } = await runningApp();
    await expect(source.install()).rejects.toThrow('No update filepath provided');
    expect(told).toEqual([]);
  });
});
