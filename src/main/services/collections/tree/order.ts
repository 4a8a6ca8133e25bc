import type { TreeNode } from '../collection-files.ts';

/** Numbers within names count as numbers: `item 9` stands before `item 10`. */
const collator = new Intl.Collator(undefined, { numeric: true });

/** Folders first, then by `seq` (those without behind those with one), then by name. No two nodes are equal. */
export function compareNodes(a: TreeNode, b: TreeNode): number {
  return (
    Number(b.kind === 'folder') - Number(a.kind === 'folder') ||
    compareSeq(a.seq, b.seq) ||
    collator.compare(a.name, b.name) ||
    (a.path < b.path ? -1 : Number(a.path > b.path))
  );
}

function compareSeq(a: number | undefined, b: number | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  return b === undefined ? -1 : a - b;
}
