import { expect, test } from 'vitest';
import { type TabOrder, tabAt, withAdded, without, withMoved } from './tab-order.ts';

const order: TabOrder<string> = { tabs: ['a', 'b', 'c', 'd'], active: 'b' };
const none: TabOrder<string> = { tabs: [], active: null };

test('tabs are gone through in a circle, both ways', () => {
  expect([1, 3, -1, -2].map((by) => tabAt(order, by))).toEqual(['c', 'a', 'a', 'd']);
  expect(tabAt(none, 1)).toBeUndefined();
});

test('a tab is moved as far as there are places; the active one stays so', () => {
  expect(withMoved(order, 'd', 0)).toEqual({ tabs: ['d', 'a', 'b', 'c'], active: 'b' });
  expect(withMoved(order, 'a', 99)).toEqual({ tabs: ['b', 'c', 'd', 'a'], active: 'b' });
});

test('a move to where the tab stands, or of a tab that is gone, changes nothing', () => {
  expect(withMoved(order, 'c', 2)).toBe(order);
  expect(withMoved(order, 'x', 0)).toBe(order);
});

test('a new tab comes behind the active one, and is shown', () => {
  expect(withAdded(order, 'x')).toEqual({ tabs: ['a', 'b', 'x', 'c', 'd'], active: 'x' });
  expect(withAdded(none, 'x')).toEqual({ tabs: ['x'], active: 'x' });
});

test.each([
  [['c'], { tabs: ['a', 'b', 'd'], active: 'b' }],
  [['b', 'c'], { tabs: ['a', 'd'], active: 'd' }],
  [['b', 'c', 'd'], { tabs: ['a'], active: 'a' }],
  [['a', 'b', 'c', 'd'], none],
])('without %j the nearest one at the right is shown, else the last', (gone, left) => {
  expect(without(order, gone)).toEqual(left);
});
