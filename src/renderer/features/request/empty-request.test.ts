import { expect, test } from 'vitest';
import * as contract from '#router/contracts/request.ts';
import { emptyRequest } from './empty-request.ts';

test('is what the contract calls empty', () => {
  expect(emptyRequest()).toEqual(contract.emptyRequest());
});

test('is a new object each time', () => {
  expect(emptyRequest().headers).not.toBe(emptyRequest().headers);
});
