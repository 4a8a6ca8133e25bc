import { PageCache } from '../viewer/page-cache.ts';
import type { TextSource } from '../viewer/text-source.ts';

const linesPerPage = 64;
const rowsAtOnce = 500;
const keptLength = 2 * 1024 * 1024;

/** The lines of a text that are looked at: of a line that is many rows, the first one. */
export class LinePages implements Disposable {
  readonly #pages: PageCache<ReadonlyMap<number, string>>;

  constructor(
    source: TextSource,
    told: { readonly onArrival: () => void; readonly onFailure: (cause: unknown) => void },
  ) {
    this.#pages = new PageCache<ReadonlyMap<number, string>>({
      fetch: (page, signal) => linesOf(source, page * linesPerPage, signal),
      sizeOf: (lines) => [...lines.values()].reduce((sum, text) => sum + text.length + 100, 0),
      maxSize: keptLength,
      ...told,
    });
  }

  /** Undefined while it is on its way. */
  get(line: number): string | undefined {
    return this.#pages.get(pageOf(line))?.get(line);
  }

  want(first: number, last: number): void {
    this.#pages.want(pageOf(first), pageOf(last));
  }

  retry(): void {
    this.#pages.retry();
  }

  [Symbol.dispose](): void {
    this.#pages[Symbol.dispose]();
  }
}

async function linesOf(source: TextSource, first: number, signal: AbortSignal): Promise<Map<number, string>> {
  const lines = new Map<number, string>();
  let { row } = await source.place({ line: first }, signal);
  for (;;) {
    const { rows } = await source.rows(row, rowsAtOnce, signal);
    for (const { line, continues, text } of rows) {
      if (line >= first + linesPerPage) return lines;
      if (continues) lines.set(line, `${(lines.get(line) ?? '').replace(/…$/, '')}…`);
      else lines.set(line, text);
    }
    if (rows.length < rowsAtOnce) return lines;
    row += rows.length;
  }
}

function pageOf(line: number): number {
  return Math.floor(line / linesPerPage);
}
