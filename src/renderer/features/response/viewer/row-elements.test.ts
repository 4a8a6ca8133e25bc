import { expect, test } from 'vitest';
import { RowElements } from './row-elements.ts';

function open() {
  const parent = document.createElement('div');
  const made: HTMLElement[] = [];
  const drawn: number[] = [];
  const elements = new RowElements(parent, {
    create() {
      const element = document.createElement('p');
      made.push(element);
      return element;
    },
    draw(element, row) {
      drawn.push(row);
      element.textContent = `row ${row}`;
      return true;
    },
  });
  return { elements, made, drawn, texts: () => Array.from(parent.children, (child) => child.textContent) };
}

test('rows are drawn in their order, those that were there stay as they are', () => {
  const { elements, drawn, texts } = open();
  elements.show(5, 7, false);
  expect(texts()).toEqual(['row 5', 'row 6', 'row 7']);
  const six = elements.get(6);
  drawn.length = 0;
  elements.show(6, 8, false);
  expect(texts()).toEqual(['row 6', 'row 7', 'row 8']);
  expect(drawn).toEqual([8]);
  expect(elements.get(6)).toBe(six);
  elements.show(4, 6, false);
  expect(texts()).toEqual(['row 4', 'row 5', 'row 6']);
});

test('however far one scrolls, no more elements are made than are in view', () => {
  const { elements, made } = open();
  for (const first of [0, 1, 500, 2, 90_000]) elements.show(first, first + 9, false);
  expect(made).toHaveLength(10);
});

test('rows that look different are all drawn anew', () => {
  const { elements, drawn } = open();
  elements.show(1, 3, false);
  drawn.length = 0;
  elements.show(1, 3, true);
  expect(new Set(drawn)).toEqual(new Set([1, 2, 3]));
});
