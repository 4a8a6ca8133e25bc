import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, test } from './contract-test.ts';

/** Has main put the next download into a file, or prevent it. Resolves once main listens. */
async function expectDownload(app: ElectronApplication, file: string, isPrevented: boolean): Promise<void> {
  await app.evaluate(
    ({ app: electronApp, session }, [savePath, prevents]) => {
      session.defaultSession.once('will-download', (event, item) => {
        item.setSavePath(savePath);
        if (prevents) event.preventDefault();
        else item.once('done', (_event, state) => electronApp.emit('downloaded', state));
      });
    },
    [file, isPrevented] as const,
  );
}

async function download(window: Page): Promise<void> {
  await window.evaluate(() => {
    const link = document.createElement('a');
    link.href = '/stream';
    link.download = 'stream.txt';
    link.click();
  });
}

// docs/api/session.md, "Event: 'will-download'"; docs/api/download-item.md
test('a download goes where the app says, and one that is prevented goes nowhere', async ({
  app,
  window,
  userData,
}) => {
  const prevented = join(userData, 'prevented.txt');
  await expectDownload(app, prevented, true);
  await download(window);
  // The listener is gone once it has been told of the first one.
  await expect
    .poll(() => app.evaluate(({ session }) => session.defaultSession.listenerCount('will-download')))
    .toBe(0);

  const saved = join(userData, 'saved.txt');
  await expectDownload(app, saved, false);
  const state = app.evaluate(
    ({ app: electronApp }) =>
      new Promise((resolve) => Reflect.apply(electronApp.once, electronApp, ['downloaded', resolve])),
  );
  await download(window);
  expect(await state).toBe('completed');
  expect(readFileSync(saved, 'utf8')).toBe('one two three');
  expect(existsSync(prevented)).toBe(false);
});

// docs/api/session.md, "ses.setPermissionCheckHandler"
test('a page has the permissions that the app gives it', async ({ app, window }) => {
  await app.evaluate(({ session }) =>
    session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission !== 'geolocation'),
  );
  await window.reload();
  const states = await window.evaluate(async () => {
    const names = ['geolocation', 'notifications'] as const;
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
  });
  expect(states).toEqual(['denied', 'granted']);
});
