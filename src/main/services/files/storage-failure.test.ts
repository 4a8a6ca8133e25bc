import { expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { storageFailure } from './storage-failure.ts';

const affected = { what: 'the copy could not be written', then: 'save again' };

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the system puts it`), { code });
}

test.each([
  ['ENOSPC', 'The disk is full, so the copy could not be written. Free some space, then save again.'],
  [
    'EACCES',
    'Parley may not use its data folder, so the copy could not be written. Give it read and write access, then save again.',
  ],
  [
    'EXDEV',
    'The disk could not be used (EXDEV), so the copy could not be written. Check the disk, then save again.',
  ],
])('%s is told in plain words, with the remedy', (errno, message) => {
  const cause = systemError(errno);
  const failure = storageFailure(cause, affected);
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({
    message,
    code: 'SERVICE_UNAVAILABLE',
    details: { phase: 'store', errno },
    cause,
  });
});

test('what is kept and which file it is about is told as well', () => {
  const failure = storageFailure(systemError('EIO'), {
    ...affected,
    kept: 'The original is kept.',
    file: 'a.txt',
  });
  expect(failure).toMatchObject({
    message: expect.stringContaining('could not be written. The original is kept. Check the disk'),
    details: { phase: 'store', errno: 'EIO', file: 'a.txt' },
  });
});

test('another place than the data folder has its own words; the disk’s are the same everywhere', () => {
  const place = { forbidden: { problem: 'Parley may not write there', remedy: 'Choose another folder' } };
  const messages = ['EPERM', 'ENFILE', 'ENOENT'].map((code) =>
    Object(storageFailure(systemError(code), affected, place)),
  );
  expect(messages.map(({ message }) => message)).toEqual([
    'Parley may not write there, so the copy could not be written. Choose another folder, then save again.',
    'Too many files are open, so the copy could not be written. Close some windows, then save again.',
    'The disk could not be used (ENOENT), so the copy could not be written. Check the disk, then save again.',
  ]);
});

test('where the remedy is all there is to do, what could not be done comes first', () => {
  const failure = storageFailure(systemError('EIO'), { what: 'a.txt could not be saved' });
  expect(failure).toMatchObject({
    message: 'a.txt could not be saved. The disk reported an error. Check the disk.',
  });
});

test('a defect, and what is a failure already, come back as they are', () => {
  for (const cause of [new TypeError('broken'), new Failure('NOT_FOUND', 'gone'), 'text', undefined]) {
    expect(storageFailure(cause, affected)).toBe(cause);
  }
});
