import { describe, expect, test } from 'vitest';
import type { DraftStatus } from '#router/contracts/draft.ts';
import { emptyRequest } from '../request/empty-request.ts';
import type { TabContent } from './tab-draft.ts';
import { fullTitleOf, markOf, titleOf } from './tab-title.ts';

const id = 'i'.repeat(22);
const source = { collectionId: id, itemId: id, name: 'Orders', above: ['Shop', 'v2'] };
const content = (
  url: string,
  status: Partial<DraftStatus> = {},
  more: Partial<TabContent> = {},
): TabContent => ({
  request: { ...emptyRequest(), url },
  save: { kind: 'saved' },
  status: { source: null, saved: null, file: 'same', theirs: null, ...status },
  isUnsaved: false,
  canTakeBack: false,
  ...more,
});

test.each([
  ['a saved request by its name', content('http://shop.test/orders', { source }), 'Orders'],
  ['another by where it goes', content('https://shop.test/orders?a=1'), 'shop.test/orders?a=1'],
  ['an empty one by what it is', content('  '), 'New request'],
  ['one that main has not told yet as such', null, 'Opening…'],
])('a tab names %s', (_what, of, title) => {
  expect(titleOf(of)).toBe(title);
});

test('its tooltip says where it is and what it sends', () => {
  expect(fullTitleOf(content('http://shop.test/orders', { source }))).toBe(
    'Shop / v2 / Orders\nGET http://shop.test/orders',
  );
});

describe('of all there is to say about a tab its mark says the worst', () => {
  test.each([
    ['none', content('')],
    ['unsaved', content('', {}, { isUnsaved: true })],
    ['unkept', content('', {}, { isUnsaved: true, save: { kind: 'saving' } })],
    ['removed', content('', { file: 'removed' }, { save: { kind: 'saving' } })],
    ['broken', content('', { file: 'broken' }, { isUnsaved: true })],
    ['conflict', content('', { file: 'changed' }, { isUnsaved: true })],
    ['failed', content('', { file: 'changed' }, { save: { kind: 'failed', error: new Error('full') } })],
  ])('%s', (mark, of) => {
    expect(markOf(of)).toBe(mark);
  });
});
