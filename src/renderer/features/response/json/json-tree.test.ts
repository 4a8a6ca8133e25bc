import { expect, test } from 'vitest';
import type { JsonNode } from '#router/contracts/body-view.ts';
import { jsonPathOf, JsonTree, type TreeNode } from './json-tree.ts';

const value = (key: JsonNode['key'], offset: number, hasChildren = false): JsonNode => ({
  key,
  kind: hasChildren ? 'object' : 'number',
  offset,
  text: hasChildren ? '' : '1',
  hasChildren,
});
const answer = (nodes: JsonNode[], next: { offset: number; index: number } | null = null) => ({
  nodes,
  next,
  problem: undefined,
});

function firstOf(tree: JsonTree): TreeNode {
  const row = tree.rows().find(({ type }) => type === 'node');
  if (row?.type !== 'node') throw new Error('the tree has no node');
  return row.node;
}

test('rows are those of open values, and what closes keeps what is known of it', () => {
  const closed = JsonTree.empty.withAnswer(null, answer([value(null, 0, true)]));
  const root = firstOf(closed);
  const open = closed.withOpen(root, true).withAnswer(root, answer([value('a', 5), value('b', 12)]));
  expect(open.rows().map((row) => row.type === 'node' && [row.node.level, row.node.json.key])).toEqual([
    [1, null],
    [2, 'a'],
    [2, 'b'],
  ]);
  expect(open.withOpen(root, false).rows()).toHaveLength(1);
  expect(open.withOpen(root, false).isAsked(root)).toBe(true);
});

test('more children are appended where the ones before ended', () => {
  const some = JsonTree.empty.withAnswer(null, answer([value(0, 0)], { offset: 9, index: 1 }));
  expect(some.rows().map(({ type }) => type)).toEqual(['node', 'more']);
  expect(some.nextOf(null)).toEqual({ offset: 9, index: 1 });
  expect(
    some
      .withLoading(null, true)
      .rows()
      .map(({ type }) => type),
  ).toEqual(['node', 'loading']);
  const all = some.withLoading(null, true).withAnswer(null, answer([value(1, 9)]));
  expect(all.rows().map(({ type }) => type)).toEqual(['node', 'node']);
});

test.each([
  ['name', '$.name'],
  ['with space', "$['with space']"],
  ["it's", String.raw`$['it\'s']`],
  ['a"b\\c\n', String.raw`$['a"b\\c\n']`],
  [7, '$[7]'],
])('the path of %j is %s', (key, path) => {
  const document: TreeNode = { json: value(null, 0, true), parent: null, level: 1, id: '0' };
  expect(jsonPathOf({ json: value(key, 3), parent: document, level: 2, id: '3' })).toBe(path);
});
