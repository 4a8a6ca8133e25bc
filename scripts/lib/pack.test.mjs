import { expect, test } from 'vitest';
import { updateServer } from './pack.mjs';

test('updates come over https, or from this machine', () => {
  expect(updateServer('https://updates.example/parley')).toEqual({ url: 'https://updates.example/parley' });
  expect(updateServer('http://127.0.0.1:8000/')).toEqual({ url: 'http://127.0.0.1:8000/' });
});

test('an address that others could answer for is refused', () => {
  expect(() => updateServer('http://updates.example/parley')).toThrow('must begin with https://');
  expect(() => updateServer('http://127.0.0.1.example/')).toThrow('must begin with https://');
  expect(() => updateServer('file:///tmp/updates')).toThrow('must begin with https://');
  expect(() => updateServer('updates.example')).toThrow('is not an address');
});

test('without an address there are no updates, and a note about it', () => {
  for (const address of [undefined, '']) {
    expect(updateServer(address)).toEqual({
      url: undefined,
      note: expect.stringContaining('PARLEY_UPDATE_URL'),
    });
  }
});
