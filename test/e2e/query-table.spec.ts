import { expect, test } from './test.ts';

test.use({ sharedApp: true });

test.beforeEach(async ({ parley }) => {
  await parley.tab(parley.request, 'Query');
});

test('the URL and the table of its query keep in step', async ({ parley, server }) => {
  await parley.url.fill(`${server.url('/echo')}?a=1&b=two%20words`);
  await expect(parley.request.getByRole('textbox', { name: 'Parameter 2 value' })).toHaveValue('two%20words');
  await parley.fillRow('Parameter', 3, 'c', '3');
  await expect(parley.url).toHaveValue(/\?a=1&b=two%20words&c=3$/);
  await parley.request.getByRole('checkbox', { name: 'Parameter 1 on' }).uncheck();
  await expect(parley.url).toHaveValue(/\?b=two%20words&c=3$/);
  await parley.send.click();
  await expect(parley.status).toHaveText('200 OK');
  expect((await server.request('/echo')).url).toBe('/echo?b=two%20words&c=3');
});

test('a row that was deleted comes back where it was', async ({ parley }) => {
  await parley.url.fill('http://127.0.0.1/?a=1&b=2&c=3');
  await parley.request.getByRole('button', { name: 'Delete parameter 2' }).click();
  await expect(parley.url).toHaveValue('http://127.0.0.1/?a=1&c=3');
  await expect(parley.request.getByRole('textbox', { name: 'Parameter 2 name' })).toHaveValue('c');
  await parley.request.getByRole('button', { name: 'Undo' }).click();
  await expect(parley.url).toHaveValue('http://127.0.0.1/?a=1&b=2&c=3');
  await expect(parley.request.getByRole('textbox', { name: 'Parameter 2 name' })).toHaveValue('b');
});

test('a query that is pasted into an empty row becomes rows', async ({ parley, server }) => {
  // By way of the clipboard, as it comes from another program.
  await parley.url.fill('a=1&b=2');
  await parley.url.press('ControlOrMeta+a');
  await parley.url.press('ControlOrMeta+x');
  await expect(parley.url).toHaveValue('');
  await parley.url.fill(server.url('/echo'));
  await parley.request.getByRole('textbox', { name: 'Parameter 1 name' }).press('ControlOrMeta+v');

  for (const [number, name, value] of [
    [1, 'a', '1'],
    [2, 'b', '2'],
  ] as const) {
    const field = (part: string) =>
      parley.request.getByRole('textbox', { name: `Parameter ${number} ${part}` });
    await expect(field('name')).toHaveValue(name);
    await expect(field('value')).toHaveValue(value);
  }
  await expect(parley.url).toHaveValue(server.url('/echo', { a: 1, b: 2 }));
});
