import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { startRouter, watch } from '#test/harness/services/callers.ts';
import { all, allBytes } from '#test/harness/services/support.ts';
import { uploadPieceBytes } from './contracts/body.ts';
import { emptyRequest, type HttpRequest } from './contracts/request.ts';

test('a file that was handed over in pieces is sent whole', async () => {
  await using server = await startTestServer();
  const { caller } = await startRouter();
  const window = caller();
  const content = Buffer.alloc(uploadPieceBytes + 5000, 'film ');
  const file = {
    id: newId(),
    source: 'upload' as const,
    name: 'film.mp4',
    type: 'video/mp4',
    size: content.byteLength,
  };
  const pieces = [content.subarray(0, uploadPieceBytes), content.subarray(uploadPieceBytes)] as const;
  expect(await window.uploads.append({ id: file.id, offset: 0, bytes: pieces[0] })).toEqual({
    size: uploadPieceBytes,
  });
  const last = { id: file.id, offset: uploadPieceBytes, bytes: pieces[1] };
  expect(await window.uploads.append(last)).toEqual({ size: content.byteLength });
  // A repeat, as after a lost connection.
  expect(await window.uploads.append(last)).toEqual({ size: content.byteLength });

  const request: HttpRequest = { ...emptyRequest(), method: 'PUT', url: server.url('/digest') };
  request.body = { ...request.body, kind: 'file', file };
  const id = newId();
  await window.requests.send({ id, request });
  const done = (await all(watch(window, { id }))).at(-1)?.event;
  const bodyId = done?.type === 'done' ? done.bodyId : null;
  const answer = await allBytes(await window.bodies.stream({ id: bodyId ?? '' }));
  expect(JSON.parse(String(answer))).toMatchObject({ bytes: content.byteLength });
});

test('a piece that leaves a gap is refused', async () => {
  const { caller } = await startRouter();
  await expect(
    caller().uploads.append({ id: newId(), offset: 1, bytes: new Uint8Array(1) }),
  ).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('piece of the file is missing'),
  });
});

test.each([
  [
    'more than 1 MiB',
    { bytes: new Uint8Array(uploadPieceBytes + 1) },
    { path: ['bytes'], message: 'more than 1 MiB' },
  ],
  ['an offset before the start', { offset: -1 }, { path: ['offset'] }],
  ['a path for an id', { id: '../../secret' }, { path: ['id'], message: 'not an id that Parley made' }],
])('%s is refused with the reason', async (_, wrong, issue) => {
  const { caller } = await startRouter();
  const piece = { id: newId(), offset: 0, bytes: new Uint8Array(1) };
  await expect(caller().uploads.append({ ...piece, ...wrong })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { issues: [issue] },
  });
});
