import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftSchema } from '#router/contracts/draft.ts';
import { emptyRequest } from '../request/empty-request.ts';
import { isDraft, isDraftEdit } from './stored-request.ts';

const id = 'D'.repeat(22);
const file = { id, source: 'upload' as const, name: 'a.png', type: 'image/png', size: 3 };
const row = { id: 'r1', name: 'a', value: '1', enabled: true };
const full = {
  id,
  revision: 3,
  request: {
    ...emptyRequest(),
    query: [row],
    path: [row],
    headers: [row],
    variables: [{ ...row, type: 'number' as const, secret: false }],
    body: {
      ...emptyRequest().body,
      kind: 'multipart' as const,
      urlencoded: [row],
      multipart: [
        { ...row, kind: 'text' as const, file: null },
        { ...row, kind: 'file' as const, file },
      ],
      file,
    },
    auth: { ...emptyRequest().auth, kind: 'basic' as const },
  },
};

test('a draft is read back as it was kept', () => {
  expect(isDraft(JSON.parse(JSON.stringify(full)))).toBe(true);
});

test('so is an edit with what it was made on', () => {
  const edit = { ...full, madeOn: [full.request], marks: ['M'.repeat(22)] };
  expect(isDraftEdit(JSON.parse(JSON.stringify(edit)))).toBe(true);
  expect(isDraftEdit({ ...edit, madeOn: [{}] })).toBe(false);
  expect(isDraftEdit({ ...edit, marks: [1] })).toBe(false);
});

/** Every place in a value: the path to each member, however deep. */
function places(value: unknown): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...places(inner).map((rest) => [key, ...rest]),
  ]);
}

function changed(value: unknown, [key, ...rest]: (string | number)[], put: unknown): unknown {
  if (key === undefined) return put;
  if (Array.isArray(value)) return value.with(Number(key), changed(value[Number(key)], rest, put));
  const record = Object.fromEntries(Object.entries(value ?? {}));
  record[key] = changed(record[key], rest, put);
  return record;
}

describe('anything else is refused wherever it stands', () => {
  const wrong = [undefined, 7.5, -1, {}, 'no such kind'];

  test('and whatever the guard lets through, the contract does too', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places(full)), fc.constantFrom(...wrong), (path, put) => {
        const value = changed(full, path, put);
        const { success, data } = draftSchema.safeParse(value);
        // What the contract completes, the window could not show.
        const expected = success && isDeepStrictEqual(data, value);
        // Text is where they differ: the contract also knows what a method and an id look like.
        if (typeof put !== 'string') expect(isDraft(value)).toBe(expected);
        else if (!isDraft(value)) expect(expected).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([null, 'x', [], {}, { id, revision: 1 }])('%j', (value) => {
    expect(isDraft(value)).toBe(false);
  });
});
