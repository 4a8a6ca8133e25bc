import type { JsonNode, JsonNodes } from '#router/contracts/body-view.ts';

/** Children of a value: those that are known, and where the next ones begin. */
interface Children {
  readonly nodes: readonly TreeNode[];
  readonly next: JsonNodes['next'];
  readonly problem: JsonNodes['problem'];
}

/** A value in the tree. */
export interface TreeNode {
  readonly json: JsonNode;
  /** Null for the document, and for each line of NDJSON. */
  readonly parent: TreeNode | null;
  readonly level: number;
  /** What names it to assistive technology and to React; places are unique. */
  readonly id: string;
}

/** A line of what is shown. */
export type TreeRow =
  | { readonly type: 'node'; readonly node: TreeNode; readonly isOpen: boolean }
  | { readonly type: 'more' | 'loading'; readonly parent: TreeNode | null; readonly level: number }
  | {
      readonly type: 'problem';
      readonly parent: TreeNode | null;
      readonly level: number;
      readonly problem: NonNullable<JsonNodes['problem']>;
    };

/** What is open of a JSON document, and what is known of that. It never changes: each method gives another tree. */
export class JsonTree {
  static readonly empty = new JsonTree(new Map(), new Set(), new Set());

  private constructor(
    /** By the parent's place, '' for the document's. */
    private readonly children: ReadonlyMap<string, Children>,
    private readonly open: ReadonlySet<string>,
    private readonly loading: ReadonlySet<string>,
  ) {}

  isOpen(node: TreeNode): boolean {
    return this.open.has(node.id);
  }

  /** Children of it are known, or on their way. */
  isAsked(parent: TreeNode | null): boolean {
    return this.children.has(keyOf(parent)) || this.loading.has(keyOf(parent));
  }

  isLoading(parent: TreeNode | null): boolean {
    return this.loading.has(keyOf(parent));
  }

  /** Where the next children of a value begin; undefined for the first ones, null where there are no more. */
  nextOf(parent: TreeNode | null): JsonNodes['next'] | undefined {
    return this.children.get(keyOf(parent))?.next;
  }

  withOpen(node: TreeNode, isOpen: boolean): JsonTree {
    const open = new Set(this.open);
    if (isOpen) open.add(node.id);
    else open.delete(node.id);
    return new JsonTree(this.children, open, this.loading);
  }

  withLoading(parent: TreeNode | null, isLoading: boolean): JsonTree {
    const loading = new Set(this.loading);
    if (isLoading) loading.add(keyOf(parent));
    else loading.delete(keyOf(parent));
    return new JsonTree(this.children, this.open, loading);
  }

  /** With the answer to `nextOf`. */
  withAnswer(parent: TreeNode | null, { nodes, next, problem }: JsonNodes): JsonTree {
    const level = parent ? parent.level + 1 : 1;
    const more = nodes.map((json) => ({ json, parent, level, id: String(json.offset) }));
    const before = this.children.get(keyOf(parent))?.nodes ?? [];
    const children = new Map(this.children).set(keyOf(parent), {
      nodes: [...before, ...more],
      next,
      problem,
    });
    return new JsonTree(children, this.open, this.loading).withLoading(parent, false);
  }

  /** What is shown, from top to bottom. */
  rows(): TreeRow[] {
    const rows: TreeRow[] = [];
    this.#addTo(rows, null);
    return rows;
  }

  #addTo(rows: TreeRow[], parent: TreeNode | null): void {
    const known = this.children.get(keyOf(parent));
    const level = parent ? parent.level + 1 : 1;
    for (const node of known?.nodes ?? []) {
      const isOpen = this.isOpen(node);
      rows.push({ type: 'node', node, isOpen });
      if (isOpen) this.#addTo(rows, node);
    }
    if (known?.problem) rows.push({ type: 'problem', parent, level, problem: known.problem });
    if (this.isLoading(parent)) rows.push({ type: 'loading', parent, level });
    else if (known?.next) rows.push({ type: 'more', parent, level });
  }
}

function keyOf(parent: TreeNode | null): string {
  return parent?.id ?? '';
}

/** A value's place in its document as a JSONPath (RFC 9535): `$.items[3]['with space']`. */
export function jsonPathOf(node: TreeNode): string {
  if (!node.parent) return '$';
  const { key } = node.json;
  return `${jsonPathOf(node.parent)}${segmentOf(key ?? 0)}`;
}

function segmentOf(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  if (/^[a-z_]\w*$/i.test(key)) return `.${key}`;
  // JSON escapes what must be, and quotes as double ones; the standard's own form has single ones.
  const quoted = JSON.stringify(key)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`);
  return `['${quoted}']`;
}
