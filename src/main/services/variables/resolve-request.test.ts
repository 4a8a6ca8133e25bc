import { expect, test } from 'vitest';
import type { HttpRequest } from '#router/contracts/request.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { headerOf, lastOf, requestFile, row, startSending } from '#test/harness/services/sending.ts';

test('URL, path, headers and each kind of body are filled in', async () => {
  await using server = await startTestServer();
  const sending = await startSending({
    'environments/Test.yml': `name: Test
variables:
  - name: host
    value: ${server.origin}
  - name: id
    value: a/b 1
  - name: word
    value: wörd
`,
    'get.yml': requestFile('method: GET\nurl: "{{host}}/echo"'),
  });
  await sending.use('Test');
  const { draftId, request: saved } = await sending.draftOf('get.yml');
  const bodyOf = async (body: Partial<HttpRequest['body']>) => {
    const request: HttpRequest = {
      ...saved,
      method: 'POST',
      headers: [row('X-{{id}}', 'off', false), row('X-Word', '{{word}}')],
      body: { ...saved.body, ...body },
    };
    const events = await sending.send({ request, draftId });
    expect(headerOf(lastOf(server), 'x-word')).toBe(Buffer.from('wörd').toString('latin1'));
    return String(JSON.parse(await sending.bodyOf(events)).body);
  };
  expect(await bodyOf({ kind: 'json', json: '{"a":"{{word}}"}' })).toBe('{"a":"wörd"}');
  const form = await bodyOf({
    kind: 'urlencoded',
    urlencoded: [row('{{word}}', '{{id}}'), row('{{nope}}', '', false)],
  });
  expect(form).toBe('w%C3%B6rd=a%2Fb+1');
  const parts = await bodyOf({
    kind: 'multipart',
    json: '{{nope}}',
    multipart: [{ ...row('a', '{{word}}'), kind: 'text', file: null }],
  });
  expect(parts).toContain('\r\n\r\nwörd\r\n');

  const request = {
    ...saved,
    url: '{{host}}/echo/:id/:other',
    path: [row('id', '{{id}}'), row('other', '')],
  };
  await sending.send({ request, draftId });
  expect(lastOf(server).url).toBe('/echo/a%2Fb%201/:other');
});

test('headers of folders and the collection are sent, the nearest of a name alone', async () => {
  await using server = await startTestServer();
  const headers = (...pairs: readonly [string, string][]) =>
    `request:\n  headers:\n${pairs.map(([name, value]) => `    - name: ${name}\n      value: ${value}\n`).join('')}`;
  const sending = await startSending({
    'opencollection.yml': `info:\n  name: Shop\n${headers(['X-A', 'collection'], ['X-B', 'collection'], ['X-C', 'collection'])}`,
    'a/folder.yml': `info:\n  name: A\n${headers(['x-b', 'folder'], ['x-c', 'folder'])}`,
    'a/get.yml': requestFile(
      `method: GET\nurl: ${server.url('/respond')}\nheaders:\n  - name: X-C\n    value: own\n  - name: X-A\n    value: "off"\n    disabled: true`,
    ),
  });
  await sending.send({ itemId: sending.idAt('a/get.yml') });
  const sent = lastOf(server).headers.filter(([name]) => /^x-/i.test(name));
  expect(sent).toEqual([
    ['X-A', 'collection'],
    ['x-b', 'folder'],
    ['X-C', 'own'],
  ]);
});
