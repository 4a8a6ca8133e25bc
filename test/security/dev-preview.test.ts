import { copyFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { resolveConfig } from 'electron-vite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { build, createServer, mergeConfig, type UserConfig } from 'vite';
import { environmentWithoutProxy } from '#test/e2e/hosts/environment.ts';
import { listen, stop } from '#test/harness/servers/test-server.ts';
import { makeTemporaryFolder } from '#test/harness/temporary-folder.ts';
import { ensureElectronDouble } from '../../scripts/lib/electron-double.mjs';

// In development the window's files come from Vite, which knows nothing of previews. The desktop app, as `npm run dev`
// builds it, on the double.

test('a preview is the response in development too, and has as little of the page', {
  timeout: 120_000,
}, async () => {
  await using folder = await makeTemporaryFolder('dev');
  const devServer = await buildForDevelopment(folder.path);
  const responses = createHttpServer((_request, response) =>
    response
      .writeHead(200, { 'Content-Type': 'text/html' })
      .end('<h1>The response</h1><script>document.title = parent.document.title = "taken"</script>'),
  );
  const url = `http://127.0.0.1:${await listen(responses)}/`;
  const app = await _electron.launch({
    executablePath: await ensureElectronDouble(),
    args: [folder.path, `--user-data-dir=${join(folder.path, 'user')}`],
    env: { ...environmentWithoutProxy(), ELECTRON_RENDERER_URL: devServer.origin },
  });
  try {
    const window = await app.firstWindow();
    await window.getByRole('textbox', { name: 'URL', exact: true }).fill(url);
    await window.getByRole('textbox', { name: 'URL', exact: true }).press('Enter');
    await window.getByRole('button', { name: 'Preview' }).click();
    const frame = window.frameLocator('iframe[title="Preview of the response"]');
    await frame.getByRole('heading', { name: 'The response' }).waitFor();
    expect(await frame.locator('body').evaluate(() => self.origin)).toBe('null');
    expect(await window.title()).toBe('Parley');
    // Hot reload still reaches the page. Until all of it has loaded again would be as long as the first time.
    const reloaded = window.waitForEvent('framenavigated', (navigated) => navigated === window.mainFrame());
    devServer.reload();
    await reloaded;
  } finally {
    await app.close();
    await devServer.close();
    await stop(responses);
  }
});

/** Builds main and preload into a folder as electron-vite does for `dev`, and serves the window's sources. */
async function buildForDevelopment(folder: string) {
  // It listens before its port is named: one that is only free is another test's by the time that Vite wants it.
  const listening = createHttpServer();
  const origin = `http://127.0.0.1:${await listen(listening)}`;
  vi.stubEnv('PARLEY_DEV_SERVER', origin);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { config } = await resolveConfig({ root: process.cwd() }, 'serve', 'development');
  const into = (part: UserConfig, name: string) =>
    build(
      mergeConfig(part, {
        logLevel: 'warn',
        build: { watch: null, outDir: join(folder, 'out', name), emptyOutDir: true },
      }),
    );
  if (!config?.main || !config.preload || !config.renderer)
    throw new Error('electron.vite.config.ts has no main, preload or renderer section');
  await into(config.main, 'main');
  await into(config.preload, 'preload');
  await copyFile('package.json', join(folder, 'package.json'));
  const server = await createServer(
    mergeConfig(config.renderer, {
      logLevel: 'warn',
      cacheDir: join(folder, 'vite'),
      server: { middlewareMode: true, hmr: { server: listening } },
    }),
  );
  listening.on('request', server.middlewares);
  return {
    origin,
    reload: () => server.ws.send({ type: 'full-reload' }),
    close: async () => {
      await server.close();
      await stop(listening);
    },
  };
}
