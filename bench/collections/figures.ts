export interface Figure {
  readonly label: string;
  readonly unit: 'ms' | 'MiB';
  readonly atMost?: number;
}

/** Everything that is measured, in the order in which it is shown. */
export const figures = {
  bareParse: { label: 'bare parse of all files, one after the other', unit: 'ms' },
  coldNames: { label: 'cold: tree with all names', unit: 'ms', atMost: 1500 },
  coldAll: { label: 'cold: everything parsed, in the worker', unit: 'ms', atMost: 6000 },
  coldStall: { label: '… longest time that main was kept busy', unit: 'ms' },
  coldMemory: { label: '… highest RSS, checkout included', unit: 'MiB', atMost: 250 },
  warmAll: { label: 'warm: from a cache that is checked', unit: 'ms', atMost: 400 },
  warmStall: { label: '… longest time that main was kept busy', unit: 'ms' },
  warmMemory: { label: '… highest RSS', unit: 'MiB', atMost: 250 },
  checkout: { label: '`git checkout` that touches 5,000 files: tree settled', unit: 'ms', atMost: 4000 },
  checkoutStall: { label: '… longest time that main was kept busy', unit: 'ms' },
  paletteOpen: { label: 'palette: from its key to the list of 10,000 requests', unit: 'ms' },
  paletteKey: { label: '… from a key to the list that fits, p95', unit: 'ms', atMost: 50 },
  edit: { label: 'one edit of a window journalled, p95', unit: 'ms', atMost: 20 },
  pageCheckout: {
    label: 'the same `git checkout` with a window open: all news is there',
    unit: 'ms',
    atMost: 4000,
  },
  pageFrame: { label: '… longest time between two frames of the page', unit: 'ms', atMost: 100 },
  hostMemory: {
    label: "highest RSS of the browser host's process, all of that included",
    unit: 'MiB',
    atMost: 250,
  },
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof figures;

function isFigureName(name: string): name is FigureName {
  return name in figures;
}

export const figureNames: readonly FigureName[] = Object.keys(figures).filter(isFigureName);

/** Those that take a window. */
export const pageFigures = [
  'paletteOpen',
  'paletteKey',
  'edit',
  'pageCheckout',
  'pageFrame',
  'hostMemory',
] as const satisfies readonly FigureName[];
