import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPageHandler, forHost, type PageHandler } from './page-handler.ts';

describe('the built window', () => {
  let folder: string;
  let page: PageHandler;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-page-'));
    await mkdir(join(folder, 'window', 'assets'), { recursive: true });
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(
      join(folder, 'window', 'index.html'),
      '<meta name="csp-nonce" content="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>',
    );
    await writeFile(join(folder, 'window', 'assets', 'main-1a2b.js'), 'export {}');
    const packed = brotliCompressSync('export const packed = true;');
    await writeFile(join(folder, 'window', 'assets', 'packed-5e6f.js.br'), packed);
    await writeFile(join(folder, 'window', 'assets', 'pdf.worker.min-3c4d.mjs'), '0');
    page = await createPageHandler({
      root: join(folder, 'window'),
      connectSources: () => ['ws://127.0.0.1:1'],
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const get = (path: string) => page(new Request(`http://127.0.0.1${path}`));

  it('has a nonce of its own for each load, in the page and in the policy', async () => {
    const responses = [await get('/'), await get('/index.html')];
    const nonces = await Promise.all(
      responses.map(async (response) => {
        const [, nonce] = /content="([^"]+)"/.exec(await response.text()) ?? [];
        expect(response.headers.get('content-security-policy')).toContain(
          `script-src 'self' 'nonce-${nonce}'`,
        );
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
    expect(nonces).not.toContain('__CSP_NONCE__');
  });

  it('has a policy without a single unsafe source', async () => {
    const policy = (await get('/')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self' ws://127.0.0.1:1");
    expect(policy).not.toContain('unsafe');
  });

  it('may run one file as a worker, by its whole address, which reaches nobody', async () => {
    const file = '/assets/pdf.worker.min-3c4d.mjs';
    const directives = (await get('/')).headers.get('content-security-policy')?.split('; ');
    expect(directives).toContain(`worker-src http://127.0.0.1${file}`);
    const worker = await get(file);
    expect(worker.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(worker.headers.get('content-security-policy')).toBe("default-src 'none'");
    const inApp = await page(new Request('app://parley/'));
    expect(inApp.headers.get('content-security-policy')).toContain(`worker-src app://parley${file};`);
  });

  it('unpacks what the build has packed', async () => {
    const asset = await get('/assets/packed-5e6f.js');
    expect(await asset.text()).toBe('export const packed = true;');
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect((await get('/assets/packed-5e6f.js.br')).status).toBe(404);
  });

  it('types its assets, and lets them be kept', async () => {
    const asset = await get('/assets/main-1a2b.js');
    expect(await asset.text()).toBe('export {}');
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect(asset.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '//etc/passwd',
    '/nope',
  ])('has nothing at %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('secret');
  });

  it.each([
    'app://other/index.html',
    'app://parley.other/index.html',
    'app://parley:80/index.html',
    'app://other:80/index.html',
    'app:///index.html',
  ])('has nothing for another host: %s', async (url) => {
    const own = forHost('parley', page);
    expect((await own(new Request('app://parley/index.html'))).status).toBe(200);
    const answer = await own(new Request(url));
    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('only shows, and takes nothing', async () => {
    expect((await page(new Request('http://127.0.0.1/', { method: 'POST' }))).status).toBe(405);
  });

  it('says what to do where the window has not been built', async () => {
    await expect(createPageHandler({ root: join(folder, 'none') })).rejects.toThrow('npm run build');
  });
});
