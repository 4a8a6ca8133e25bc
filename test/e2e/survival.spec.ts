import { BrowserHost } from './browser-host.ts';
import { ParleyPage } from './parley-page.ts';
import { expect, test } from './test.ts';

test('a reload while a response is arriving goes on with it, and sends nothing again', async ({
  parley,
  server,
}) => {
  await parley.sendTo(server.url('/held', { gate: 'rest' }));
  await expect(parley.responseBody).toContainText('first piece');
  await parley.page.reload();
  await expect(parley.responseBody).toContainText('first piece');
  await expect(parley.cancel).toBeVisible();
  server.open('rest');
  await expect(parley.responseBody).toContainText('second piece');
  await expect(parley.status).toHaveText('200 OK');
  await expect(parley.send).toBeVisible();
  expect(server.requests).toHaveLength(1);
});

test('a reload right after a keystroke loses nothing', async ({ parley }) => {
  await parley.url.fill('http://127.0.0.1/edited');
  await parley.page.reload();
  await expect(parley.url).toHaveValue('http://127.0.0.1/edited');
});

test('a second tab has a request of its own', async ({ parley, host, server, context }) => {
  await parley.url.fill(server.url('/first'));
  await parley.waitUntilSaved();
  const second = new ParleyPage(await context.newPage());
  await second.open(host.address);
  await expect(second.url).toHaveValue('');
  await second.sendTo(server.url('/echo', { tab: 2 }));
  await expect(second.status).toHaveText('200 OK');
  await expect(parley.url).toHaveValue(server.url('/first'));
  await expect(parley.status).toBeHidden();
  await parley.sendTo(server.url('/echo', { tab: 1 }));
  await expect(parley.responseBody).toContainText('tab=1');
  await expect(second.responseBody).toContainText('tab=2');
});

test('what was edited before a kill is there in a new window', async ({ dataFolder, browser }) => {
  await using host = await BrowserHost.start(dataFolder);
  const context = await browser.newContext();
  const parley = new ParleyPage(await context.newPage());
  await parley.open(host.address);
  await parley.url.fill('http://127.0.0.1/journalled');
  await parley.typeBody('JSON', '{"kept": true}');
  await parley.waitUntilSaved();
  await host.kill();
  await context.close();

  await using restarted = await BrowserHost.start(dataFolder);
  const later = new ParleyPage(await (await browser.newContext()).newPage());
  await later.open(restarted.address);
  await expect(later.url).toHaveValue('http://127.0.0.1/journalled');
  await later.tab(later.request, 'Body');
  await expect(later.requestBody).toContainText('"kept": true');
});

test('a window that is open when its host is killed goes on with the next one, edits included', async ({
  dataFolder,
  page,
}) => {
  await using host = await BrowserHost.start(dataFolder);
  const parley = new ParleyPage(page);
  await parley.open(host.address);
  await parley.url.fill('http://127.0.0.1/before');
  await parley.waitUntilSaved();
  await host.kill();
  await expect(page.getByText('Connection to Parley lost')).toBeVisible();
  await parley.url.fill('http://127.0.0.1/while-it-was-away');

  await using restarted = await BrowserHost.start(dataFolder);
  expect(restarted.address).toBe(host.address);
  await expect(page.getByText('Connection to Parley lost')).toBeHidden();
  await parley.waitUntilSaved();
  await page.reload();
  await expect(parley.url).toHaveValue('http://127.0.0.1/while-it-was-away');
});

test('a window that has come back keeps its draft to itself: a tab opened later gets one of its own', async ({
  dataFolder,
  browser,
}) => {
  const host = await BrowserHost.start(dataFolder);
  const first = new ParleyPage(await (await browser.newContext()).newPage());
  await first.open(host.address);
  await first.url.fill('http://127.0.0.1/mine');
  await first.waitUntilSaved();
  await host.kill();
  await expect(first.page.getByText('Connection to Parley lost')).toBeVisible();
  await using restarted = await BrowserHost.start(dataFolder);
  await expect(first.page.getByText('Connection to Parley lost')).toBeHidden();

  const second = new ParleyPage(await (await browser.newContext()).newPage());
  await second.open(restarted.address);
  await expect(second.url).toHaveValue('');
  await second.url.fill('http://127.0.0.1/theirs');
  await second.waitUntilSaved();
  await first.url.fill('http://127.0.0.1/mine/still');
  await first.waitUntilSaved();
  await second.page.reload();
  await expect(second.url).toHaveValue('http://127.0.0.1/theirs');
});

test('a host that is stopped waits for the edits of its windows', async ({ dataFolder, page, browser }) => {
  const host = await BrowserHost.start(dataFolder);
  const parley = new ParleyPage(page);
  await parley.open(host.address);
  await parley.url.fill('http://127.0.0.1/last-words');
  expect(await host.stop()).toBe(0);

  await using restarted = await BrowserHost.start(dataFolder);
  const later = new ParleyPage(await (await browser.newContext()).newPage());
  await page.close();
  await later.open(restarted.address);
  await expect(later.url).toHaveValue('http://127.0.0.1/last-words');
});

test('a second host on the same folder says where the first one is', async ({ host, dataFolder }) => {
  const { code, said } = await BrowserHost.startInVain(dataFolder);
  expect(code).toBe(1);
  expect(said.trim()).toBe(`Parley already runs on this data folder: ${host.address}`);
});
