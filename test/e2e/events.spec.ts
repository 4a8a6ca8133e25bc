import { startBodyServer } from '#test/harness/servers/body-server.ts';
import { expect, test } from './test.ts';

test.use({ sharedApp: true });

const stream = Array.from(
  { length: 60 },
  (_, id) =>
    `id: ${id}\nevent: ${id % 3 === 0 ? 'news' : 'tick'}\ndata: event number ${id}\ndata: second line\n\n`,
).join('');

test('server-sent events are a list that opens and filters', async ({ parley, server }) => {
  await parley.sendTo(server.url('/respond', { body: stream, header: 'Content-Type: text/event-stream' }));
  await parley.response.getByRole('button', { name: 'Events' }).click();
  const list = parley.response.getByRole('listbox', { name: 'Events' });
  await expect(list.getByRole('option').first()).toContainText('event number 0');
  await parley.response.getByRole('textbox', { name: 'Only events of this type' }).fill('news');
  await expect(parley.response.getByRole('status', { name: 'Events' })).toHaveText('20 shown of 60 events');
  await list.getByRole('option').filter({ hasText: 'event number 3' }).first().click();
  const details = parley.response.getByRole('region', { name: 'Event 4' });
  await expect(details).toContainText('second line');
  await list.press('End');
  await expect(list.getByRole('option', { selected: true })).toContainText('event number 57');
  await expect(list.getByRole('option', { selected: true })).toBeInViewport();
});

test('events are listed as they come, and what is paused stays as it is', async ({ parley }) => {
  await using server = await startBodyServer();
  const live = server.live('text/event-stream');
  await parley.sendTo(live.url);
  await live.write('data: the first\n\n');
  await parley.response.getByRole('button', { name: 'Events' }).click();
  const options = parley.response.getByRole('listbox', { name: 'Events' }).getByRole('option');
  await expect(options).toHaveCount(1);
  // In two pieces, as it may come.
  await live.write('data: the sec');
  await live.write('ond\n\n');
  await expect(options.filter({ hasText: 'the second' })).toBeVisible();

  await parley.response.getByRole('button', { name: 'Pause' }).click();
  await live.write('data: the third\n\n');
  await expect(parley.response.getByRole('status', { name: 'Events' })).toHaveText(
    '2 events, 1 more has come',
  );
  await expect(options).toHaveCount(2);
  await parley.response.getByRole('button', { name: 'Go on' }).click();
  await expect(options.filter({ hasText: 'the third' })).toBeVisible();
  await expect(options).toHaveCount(3);
  live.end();
  await expect(parley.send).toBeVisible();
});

test('lines of JSON are such events too, while they come', async ({ parley }) => {
  await using server = await startBodyServer();
  const live = server.live('application/x-ndjson');
  await parley.sendTo(live.url);
  await live.write('{"type":"news","id":7,"text":"the first"}\n');
  await parley.response.getByRole('button', { name: 'Events' }).click();
  const options = parley.response.getByRole('listbox', { name: 'Events' }).getByRole('option');
  const count = parley.response.getByRole('status', { name: 'Events' });
  await expect(options).toHaveText([/^1\d\d:\d\d:\d\d\.\d{3}news7\{/]);
  // A blank line that keeps the connection alive, and one in two pieces.
  await live.write('\n{"level":"warn","te');
  await live.write('xt":"the second"}\n');
  await expect(options.filter({ hasText: 'the second' })).toBeVisible();
  await expect(options.filter({ hasText: 'blank line' })).toBeVisible();

  await parley.response.getByRole('button', { name: 'Pause' }).click();
  await live.write('{"text":"the third"}');
  live.end();
  await expect(count).toHaveText('3 events, 1 more has come');
  await parley.response.getByRole('button', { name: 'Go on' }).click();
  await expect(options.filter({ hasText: 'the third' })).toBeVisible();
  await parley.response.getByRole('textbox', { name: 'Only events of this type' }).fill('warn');
  await expect(count).toHaveText('1 shown of 4 events');
  await options.first().click();
  await expect(parley.response.getByRole('region', { name: 'Event 3' })).toContainText('"the second"');
});
