import type { BodyFacts, Place, Row } from '#router/contracts/body-view.ts';
import type { TextSource } from './text-source.ts';

/*
 * happy-dom lays nothing out: every element is 0 pixels wide and high. These are the sizes of the elements that the
 * viewer asks. What depends on real layout is tested in Chromium (test/e2e/viewer.spec.ts).
 */
export const rowHeight = 20;
export const viewportHeight = 200;
const viewportWidth = 400;

/** Gives the viewer's elements a size; undone by what it returns. */
export function layOutViewer(): Disposable {
  const changed = ['clientHeight', 'clientWidth', 'getBoundingClientRect'] as const;
  const before = changed.map((name) => [name, findProperty(HTMLElement.prototype, name)] as const);
  Object.defineProperties(HTMLElement.prototype, {
    clientHeight: { configurable: true, get: () => viewportHeight },
    clientWidth: { configurable: true, get: () => viewportWidth },
    getBoundingClientRect: {
      configurable: true,
      value(this: HTMLElement) {
        const isProbe = this.classList.contains('rows-probe');
        return isProbe ? new DOMRect(0, 0, 800, rowHeight) : new DOMRect(0, 0, viewportWidth, viewportHeight);
      },
    },
  });
  return {
    [Symbol.dispose]() {
      for (const [name, property] of before) {
        if (property) Object.defineProperty(HTMLElement.prototype, name, property);
      }
    },
  };
}

function findProperty(prototype: object, name: string): PropertyDescriptor | undefined {
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  const parent: unknown = Object.getPrototypeOf(prototype);
  return own ?? (typeof parent === 'object' && parent !== null ? findProperty(parent, name) : undefined);
}

/** A text in memory, cut into rows as main does it. ASCII only, so that a column is a byte. */
export function textInMemory(text: string, maxRowBytes = 4096) {
  const rows: Row[] = [];
  let offset = 0;
  for (const [line, whole] of text.split('\n').entries()) {
    for (let at = 0; at === 0 || at < whole.length; at += maxRowBytes) {
      const piece = whole.slice(at, at + maxRowBytes);
      rows.push({ line, offset: offset + at, bytes: piece.length, continues: at > 0, text: piece });
    }
    offset += whole.length + 1;
  }
  const end = { ...placeIn(rows, rows.length - 1, Number.MAX_SAFE_INTEGER) };
  const bytes = new TextEncoder().encode(text);

  const source: TextSource = {
    rows: (first, count) => Promise.resolve({ rows: rows.slice(first, first + count), total: rows.length }),
    place(at) {
      if ('row' in at) return Promise.resolve(at.row < rows.length ? placeIn(rows, at.row, at.column) : end);
      const row =
        'line' in at
          ? rows.findIndex(({ line }) => line === at.line)
          : rows.findLastIndex((known) => known.offset <= at.offset);
      const column = 'line' in at ? 0 : at.offset - (rows[row]?.offset ?? 0);
      return Promise.resolve(row < 0 ? end : placeIn(rows, row, column));
    },
    bytes: (start, stop) =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.subarray(start, stop));
          controller.close();
        },
      }),
  };
  const facts: BodyFacts = {
    id: 'a'.repeat(22),
    kind: 'text',
    encoding: { label: 'utf-8', by: 'content' },
    lineEnds: 'lf',
    size: bytes.byteLength,
    indexedBytes: bytes.byteLength,
    state: 'complete',
    rows: rows.length,
    lines: (rows.at(-1)?.line ?? 0) + 1,
    longestLine: { line: 0, bytes: Math.max(...rows.slice(0, 1000).map((row) => row.bytes)) },
  };
  return { source, facts };
}

function placeIn(rows: readonly Row[], row: number, column: number): Place {
  const known = rows[row];
  if (!known) throw new RangeError(`There is no row ${row}.`);
  const within = Math.min(column, known.text.length);
  return { row, column: within, line: known.line, offset: known.offset + within };
}
