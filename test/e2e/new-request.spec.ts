import { expect, test } from './test.ts';

test.use({ sharedApp: true });

test('a new request is a new tab, ready to be typed into; each other one keeps its response', async ({
  parley,
  server,
}) => {
  await parley.sendTo(server.url('/echo', { n: 1 }));
  await expect(parley.status).toHaveText('200 OK');
  for (const name of ['second', 'third']) {
    await parley.newRequest.click();
    await expect(parley.url).toHaveValue('');
    await expect(parley.url).toBeFocused();
    await expect(parley.status).toBeHidden();
    await parley.url.fill(`http://${name}.test/`);
  }
  await expect(parley.openTabs).toHaveCount(3);
  await parley.openTabs.first().click();
  await expect(parley.url).toHaveValue(server.url('/echo', { n: 1 }));
  await expect(parley.status).toHaveText('200 OK');
  await parley.openTabs.last().click();
  await expect(parley.url).toHaveValue('http://third.test/');
  expect(server.requests).toHaveLength(1);
});

test('a request without a URL, or with half a method, is not sent, and says what it lacks', async ({
  parley,
  server,
}) => {
  await parley.send.click();
  await expect(parley.page.getByText('Type the URL to send to.')).toBeVisible();
  await expect(parley.url).toBeFocused();
  await parley.url.fill(server.url('/echo'));
  await parley.chooseMethod('');
  await parley.send.click();
  await expect(parley.page.getByText('A method is one word, such as GET.')).toBeVisible();
  expect(server.requests).toHaveLength(0);
});
