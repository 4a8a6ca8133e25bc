import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { emptyRequest } from '#router/contracts/request.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { lastOf, requestFile, row, startSending } from '#test/harness/services/sending.ts';
import { CollectionTree } from '../collections/tree/collection-tree.ts';
import { wholeTexts } from '../files/text-files.ts';
import { RequestPreparer } from './request-preparer.ts';

test('a request is not sent with a variable that nobody knows, nor with a secret that has no value', async () => {
  await using server = await startTestServer();
  const sending = await startSending({
    'environments/Test.yml': 'name: Test\nvariables:\n  - secret: true\n    name: token\n',
    'get.yml': requestFile(`method: GET\nurl: "${server.url('/respond')}?{{nope}}{{other}}"`),
  });
  await sending.use('Test');
  const { draftId, request } = await sending.draftOf('get.yml');
  const unknown = await sending.fail({ request, draftId });
  expect(unknown.events.map(({ type }) => type)).not.toContain('connected');
  expect(unknown.error).toMatchObject({
    code: 'BAD_REQUEST',
    message:
      'There is no variable {{nope}} in the URL. Define it in the environment in use, or correct its name. Look at {{other}} too.',
    details: { phase: 'request', errno: 'ERR_UNKNOWN_VARIABLE', position: request.url.indexOf('{{nope}}') },
  });

  const secret = { ...emptyRequest(), url: server.url('/respond'), headers: [row('X-Token', '{{token}}')] };
  expect((await sending.fail({ request: secret, draftId })).error).toMatchObject({
    message:
      'The secret variable {{token}} in the header X-Token has no value on this computer. Type it in the environment.',
  });
  for (const [name, words] of [
    ['$guid', "can't make up values"],
    ['process.env.HOME', 'does not read'],
  ] as const) {
    const { error } = await sending.fail({
      request: { ...emptyRequest(), url: `http://x/{{${name}}}` },
      draftId,
    });
    expect(error).toMatchObject({ message: expect.stringContaining(words) });
  }
  expect(server.requests).toEqual([]);
});

test('without a draft, braces are sent as they were typed', async () => {
  await using server = await startTestServer();
  const sending = await startSending();
  await sending.send({ request: { ...emptyRequest(), url: `${server.url('/respond')}?{{x}}` } });
  expect(lastOf(server).url).toBe('/respond?{{x}}');
});

test('a saved request that is gone, that Parley can not send, or whose method is no word, says so', async () => {
  const sending = await startSending({
    'call.yml': 'info:\n  name: Call\n  type: grpc\ngrpc:\n  url: x\n',
    'bad.yml': requestFile('method: "GET / HTTP/1.1"\nurl: http://x'),
  });
  const failureOf = async (path: string) => (await sending.fail({ itemId: sending.idAt(path) })).error;
  expect(await failureOf('gone.yml')).toMatchObject({ code: 'NOT_FOUND' });
  expect(await failureOf('call.yml')).toMatchObject({ message: expect.stringContaining('grpc') });
  expect(await failureOf('bad.yml')).toMatchObject({ message: expect.stringContaining('one word') });
});

test('a send can be cancelled while its collection is still being read', async () => {
  const { secrets, drafts, folder, collectionId, draftOf } = await startSending({
    'get.yml': requestFile('method: GET\nurl: http://x'),
  });
  const cold = new CollectionTree({
    idKey: 'key',
    onError: () => undefined,
    startReading: () => ({ open() {}, close() {}, async look() {}, async [Symbol.asyncDispose]() {} }),
  });
  onTestFinished(() => cold[Symbol.asyncDispose]());
  cold.add({ id: collectionId, path: folder });
  const preparer = new RequestPreparer({
    ...{ files: cold, secrets, drafts, texts: wholeTexts, hide: () => undefined },
    fileNames: () => {
      throw new Error('no file is read yet');
    },
  });
  const cancel = new AbortController();
  const prepared = preparer.prepare(await draftOf('get.yml'), cancel.signal);
  await setImmediate();
  cancel.abort(new Error('cancelled'));
  await expect(prepared).rejects.toThrow('cancelled');
});

test('what is sent names the environment in use, for the history', async () => {
  const sending = await startSending({
    'environments/Test.yml': 'name: Test\nvariables:\n  - name: host\n    value: http://x\n',
    'get.yml': requestFile('method: GET\nurl: "{{host}}"'),
  });
  const itemId = sending.idAt('get.yml');
  await sending.use('Test');
  const { environment } = await sending.preparer.prepare({ itemId }, new AbortController().signal);
  expect(environment).toBe('Test');
});
