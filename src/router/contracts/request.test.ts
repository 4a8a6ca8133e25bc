import { expect, test } from 'vitest';
import { emptyRequest, filesOf, type RequestBody, type StoredFile } from './request.ts';

const { body: empty } = emptyRequest();

function file(name: string): StoredFile {
  return { id: name.padEnd(22, '0'), source: 'upload', name, type: '', size: 1 };
}

function part(named: StoredFile | null): RequestBody['multipart'][number] {
  return { id: 'p', name: 'p', value: '', enabled: false, kind: named ? 'file' : 'text', file: named };
}

test('a body names the files of all its kinds, whichever is in use', () => {
  const [one, large, first, second] = [file('one'), file('large'), file('first'), file('second')];
  const body: RequestBody = {
    ...empty,
    file: one,
    large: { kind: 'json', file: large, tail: 0 },
    multipart: [part(first), part(null), part(second)],
  };
  expect(filesOf(body)).toEqual([one, large, first, second]);
});

test('an empty body names none', () => {
  expect(filesOf(empty)).toEqual([]);
});
