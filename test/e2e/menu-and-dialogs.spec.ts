import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from './test.ts';

test.use({ sharedApp: true });

test('a response is saved to a file, to the last byte', async ({ host, parley, server }) => {
  await parley.sendTo(server.url('/lines', { mib: 8 }));
  const file = await host.saveFile(parley, () => parley.saveResponse.click());
  const saved = await readFile(file);
  const sent = Buffer.from(await (await fetch(server.url('/lines', { mib: 8 }))).arrayBuffer());
  expect(saved.equals(sent)).toBe(true);
});

test('a response that came packed is saved as it is read, and as it was sent', async ({
  host,
  parley,
  server,
}) => {
  const url = server.url('/encoded/gzip', { mib: 4 });
  await parley.sendTo(url);
  const text = Buffer.from(await (await fetch(url)).arrayBuffer());
  await expect(parley.response.getByText(/^4 MiB \(.+ sent\)$/)).toBeVisible();

  const read = await host.saveFile(parley, () => parley.saveResponse.click());
  expect((await readFile(read)).equals(text)).toBe(true);

  const sent = await host.saveFile(parley, async () => {
    await parley.response.getByRole('button', { name: 'More ways to save' }).click();
    await parley.page.getByRole('menuitem', { name: 'Save as sent' }).click();
  });
  const packed = await readFile(sent);
  expect(packed.length).toBeLessThan(text.length / 2);
  expect(gunzipSync(packed).equals(text)).toBe(true);
});

test('the shortcut saves', async ({ host, parley, server }) => {
  await parley.sendTo(server.url('/respond', { body: 'by the keys' }));
  await expect(parley.responseBody).toContainText('by the keys');
  const file = await host.saveFile(parley, () => parley.page.keyboard.press('ControlOrMeta+Shift+s'));
  expect(await readFile(file, 'utf8')).toBe('by the keys');
});

test('a file is chosen by the dialog for it, and sent as the body', async ({ folder, parley, server }) => {
  const file = join(folder, 'chosen.txt');
  await writeFile(file, 'chosen by a person');
  await parley.url.fill(server.url('/digest'));
  await parley.chooseMethod('PUT');
  await parley.chooseBody('File');
  const chooser = parley.page.waitForEvent('filechooser');
  await parley.request.getByRole('button', { name: 'Choose file for body' }).click();
  await (await chooser).setFiles(file);
  await expect(parley.request.getByText('chosen.txt')).toBeVisible();
  await parley.send.click();
  // Only what is in view is in the page.
  await parley.responseBody.press('ControlOrMeta+End');
  const sha256 = createHash('sha256').update('chosen by a person').digest('hex');
  await expect(parley.responseBody).toContainText(sha256);
});

test.describe('in the desktop app', () => {
  test.skip(({ hostKind }) => hostKind === 'web', 'a browser has its own menu, and its own way to download');

  test('a save that is given up leaves everything as it was', async ({ desktop, parley, server }) => {
    await parley.sendTo(server.url('/echo'));
    await desktop.answerSaveDialog(null);
    await parley.saveResponse.click();
    await expect(parley.saveResponse).toBeEnabled();
    await expect(parley.response.getByText(/^Saved as|was not saved/)).toBeHidden();
  });

  test('a save leaves what stood there where it fails, and nothing beside it', async ({
    desktop,
    folder,
    parley,
    server,
  }) => {
    const kept = join(folder, 'kept');
    await mkdir(join(kept, 'response.json'), { recursive: true });
    await parley.sendTo(server.url('/echo'));
    await desktop.answerSaveDialog(join(kept, 'response.json'));
    await parley.saveResponse.click();
    await expect(parley.response.getByText(/A folder has this name/)).toBeVisible();
    expect(await readdir(kept)).toEqual(['response.json']);
  });

  test('a save that fails says why', async ({ desktop, folder, parley, server }) => {
    await parley.sendTo(server.url('/echo'));
    await desktop.answerSaveDialog(join(folder, 'no-such-folder', 'response.json'));
    await parley.saveResponse.click();
    await expect(parley.response.getByText(/The response was not saved: .*response\.json/)).toBeVisible();
  });

  test('the menu does what its items say', async ({ desktop, parley, server }) => {
    await parley.url.fill(server.url('/held', { gate: 'rest' }));
    await desktop.pressMenuItem('Send', parley);
    await expect(parley.responseBody).toContainText('first piece');
    const { closed } = await server.request('/held');
    await desktop.pressMenuItem('Cancel', parley);
    await closed;
    await expect(parley.response.getByText(/cancelled/i).first()).toBeVisible();

    const saved = await desktop.saveFile(parley, () => desktop.pressMenuItem('Save Response…', parley));
    expect(await readFile(saved, 'utf8')).toBe('first piece\n');
    await desktop.pressMenuItem('New Request', parley);
    await expect(parley.url).toHaveValue('');
    await parley.method.focus();
    await desktop.pressMenuItem('Go to URL', parley);
    await expect(parley.url).toBeFocused();
  });

  test('the menu speaks to the window that is in front', async ({ desktop, parley, server }) => {
    const second = await desktop.newWindow();
    await parley.url.fill(server.url('/echo', { window: 1 }));
    await second.url.fill(server.url('/echo', { window: 2 }));
    await desktop.pressMenuItem('Send', parley);
    await expect(parley.responseBody).toContainText('window=1');
    await desktop.pressMenuItem('Send', second);
    await expect(second.responseBody).toContainText('window=2');
    expect(server.requests).toHaveLength(2);
  });
});
