import { expect, test } from './test.ts';

test.describe('while a response is arriving', () => {
  test.beforeEach(async ({ parley, server }) => {
    await parley.sendTo(server.url('/held', { gate: 'rest' }));
    await expect(parley.responseBody).toContainText('first piece');
  });

  test('a reload goes on with it, and sends nothing again', async ({ parley, server }) => {
    await parley.page.reload();
    await expect(parley.responseBody).toContainText('first piece');
    await expect(parley.cancel).toBeVisible();
    server.open('rest');
    await expect(parley.responseBody).toContainText('second piece');
    await expect(parley.status).toHaveText('200 OK');
    await expect(parley.send).toBeVisible();
    expect(server.requests).toHaveLength(1);
  });

  for (const [what, replace] of [
    ['loads itself again', () => location.reload()],
    ['goes to another address of its own', () => location.assign('/?elsewhere')],
  ] as const) {
    test(`a document that ${what} goes on with it`, async ({ parley, server }) => {
      await parley.page.evaluate(replace);
      await expect(parley.responseBody).toContainText('first piece');
      server.open('rest');
      await expect(parley.responseBody).toContainText('second piece');
      expect(server.requests).toHaveLength(1);
    });
  }

  test('a window that crashes comes back and goes on with it', async ({ host, parley, server }) => {
    const window = await host.crashWindow(parley);
    const showsInTheEnd = (text: string) =>
      expect(async () => {
        expect(await window.evaluate('document.body.innerText')).toContain(text);
      }).toPass();
    await showsInTheEnd('first piece');
    server.open('rest');
    await showsInTheEnd('second piece');
    expect(server.requests).toHaveLength(1);
  });

  test('a window that is closed lets go of it', async ({ host, parley, server }) => {
    const { closed } = await server.request('/held');
    await host.closeWindow(parley);
    await closed;
    const again = await host.reopen();
    await expect(again.url).toHaveValue(server.url('/held', { gate: 'rest' }));
    await expect(again.cancel).toBeHidden();
  });
});

test('a window that has crashed says so when it is back', async ({ host, parley }) => {
  test.skip(
    host.kind === 'web',
    'the browser says by itself that a tab has crashed, and the person loads it again',
  );
  await parley.url.fill('http://127.0.0.1/edited');
  await parley.waitUntilSaved();
  const window = await host.crashWindow(parley);
  await expect(async () => {
    expect(await window.evaluate('document.body.innerText')).toContain('This window had crashed');
    expect(await window.evaluate('document.querySelector("input[aria-label=URL]").value')).toBe(
      'http://127.0.0.1/edited',
    );
  }).toPass();
});

test('a reload right after a keystroke loses nothing', async ({ parley }) => {
  await parley.url.fill('http://127.0.0.1/edited');
  await parley.page.reload();
  await expect(parley.url).toHaveValue('http://127.0.0.1/edited');
});

test('a window that is closed right after a keystroke loses nothing', async ({ host, parley }) => {
  await parley.url.fill('http://127.0.0.1/last-words');
  await host.closeWindow(parley);
  const again = await host.reopen();
  await expect(again.url).toHaveValue('http://127.0.0.1/last-words');
});

test('what was edited before a kill is there in a new window', async ({ host, parley }) => {
  await parley.url.fill('http://127.0.0.1/journalled');
  await parley.typeBody('JSON', '{"kept": true}');
  await parley.waitUntilSaved();
  await host.kill();

  const later = await host.start();
  await expect(later.url).toHaveValue('http://127.0.0.1/journalled');
  await later.tab(later.request, 'Body');
  await expect(later.requestBody).toContainText('"kept": true');
});

test('quitting waits for the edits of each window', async ({ host, parley }) => {
  const second = await host.newWindow();
  await parley.url.fill('http://127.0.0.1/one');
  await second.url.fill('http://127.0.0.1/two');
  expect(await host.quit()).toBe(0);

  await host.start();
  const windows = await host.reopenAll(2);
  const urls = await Promise.all(windows.map(({ url }) => url.inputValue()));
  expect(urls.toSorted()).toEqual(['http://127.0.0.1/one', 'http://127.0.0.1/two']);
});
