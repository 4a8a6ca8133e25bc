import { collect } from '../../../trpc/read-body.ts';
import { commandOf, type ViewCommand } from './caret-keys.ts';
import {
  asciiOf,
  bytesPerRow,
  byteRange,
  type ByteSelection,
  hexOf,
  hexRowsOf,
  offsetLabel,
  partsOf,
} from './hex-rows.ts';
import { PageCache } from './page-cache.ts';
import { selectByPointer } from './pointer-selection.ts';
import { RowList } from './row-list.ts';
import type { TextSource } from './text-source.ts';

export interface HexPaneOptions {
  readonly source: Pick<TextSource, 'bytes'>;
  readonly onCommand: (command: 'copy' | 'goTo') => void;
  readonly onMenu: (x: number, y: number) => void;
  readonly onFailure: (cause: unknown) => void;
}

const pageBytes = 16 * 1024;
const keptBytes = 4 * 1024 * 1024;
const rowsPerPage = pageBytes / bytesPerRow;

/** Bytes of any number: their offsets, what they are, and what they are as text. */
export class HexPane implements Disposable {
  readonly #list: RowList;
  readonly #pages: PageCache<Uint8Array>;
  readonly #stop = new AbortController();
  readonly #id = `hex-${crypto.randomUUID()}`;
  #size = 0;
  #selection: ByteSelection = { anchor: 0, focus: 0 };

  constructor(
    private readonly host: HTMLElement,
    private readonly options: HexPaneOptions,
  ) {
    this.#pages = new PageCache<Uint8Array>({
      fetch: async (page, signal) => {
        const start = page * pageBytes;
        const stream = options.source.bytes(start, Math.min(start + pageBytes, this.#size));
        return (await collect(stream, { maxBytes: pageBytes, signal })).bytes;
      },
      sizeOf: ({ byteLength }) => byteLength,
      maxSize: keptBytes,
      onArrival: () => this.#list.redraw(),
      onFailure: options.onFailure,
    });
    this.#list = new RowList(host, {
      create: createHexRow,
      draw: (element, row) => this.#draw(element, row),
      isThere: (row) => this.#pages.get(pageOf(row)) !== undefined,
      onWindow: (first, last) => {
        if (this.#size > 0) this.#pages.want(pageOf(first), pageOf(last));
      },
      onScroll: () => undefined,
      onLeaveEnd: () => undefined,
    });
    const { signal } = this.#stop;
    selectByPointer<number>(
      host,
      {
        pointAt: (x, y) => this.#byteAt(x, y),
        begin: (byte, { extend }) => this.select(extend ? this.#selection.anchor : byte, byte),
        drag: (byte) => this.select(this.#selection.anchor, byte),
        scrollBy: (pixels) => this.#list.scrollBy(pixels),
      },
      signal,
    );
    host.addEventListener('keydown', (event) => this.#onKeyDown(event), { signal });
    host.addEventListener(
      'contextmenu',
      (event) => {
        event.preventDefault();
        options.onMenu(event.clientX, event.clientY);
      },
      { signal },
    );
  }

  get selection(): ByteSelection {
    return this.#selection;
  }

  /** How many bytes there are by now. */
  setSize(size: number): void {
    if (size === this.#size) return;
    if (this.#size > 0) this.#pages.markStale(Math.floor((this.#size - 1) / pageBytes));
    this.#size = size;
    const rows = hexRowsOf(size);
    this.host.setAttribute('aria-rowcount', String(rows));
    // Offset, three characters a byte, one a byte, and what is between them.
    const characters = offsetLabel(0, size).length + 4 * bytesPerRow + 10;
    this.#list.setRows(rows, characters * this.#list.charWidth);
    this.#list.redraw();
  }

  select(anchor: number, focus: number): void {
    this.#selection = { anchor: this.#within(anchor), focus: this.#within(focus) };
    this.host.setAttribute('aria-activedescendant', `${this.#id}-${rowOf(this.#selection.focus)}`);
    this.#list.redraw();
  }

  selectAll(): void {
    this.select(0, this.#size - 1);
  }

  goTo(offset: number): void {
    this.select(offset, offset);
    this.#list.reveal(rowOf(this.#selection.focus));
    this.focus();
  }

  focus(): void {
    this.host.focus({ preventScroll: true });
  }

  retry(): void {
    this.#pages.retry();
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#list[Symbol.dispose]();
    this.#pages[Symbol.dispose]();
  }

  #within(byte: number): number {
    return Math.max(0, Math.min(byte, this.#size - 1));
  }

  #draw(element: HTMLElement, row: number): boolean {
    const page = this.#pages.get(pageOf(row));
    const at = (row % rowsPerPage) * bytesPerRow;
    const bytes = page?.subarray(at, at + bytesPerRow) ?? new Uint8Array();
    const { start, end } = byteRange(this.#selection);
    const selected = { start: start - row * bytesPerRow, end: end - row * bytesPerRow };
    element.id = `${this.#id}-${row}`;
    element.setAttribute('aria-rowindex', String(row + 1));
    element.toggleAttribute('data-pending', page === undefined);
    const [offset, hex, text] = element.children;
    offset?.replaceChildren(offsetLabel(row, this.#size));
    hex?.replaceChildren(...withSelection(partsOf(hexOf(bytes), selected, 3)));
    text?.replaceChildren(...withSelection(partsOf(asciiOf(bytes), selected, 1)));
    return page !== undefined;
  }

  #byteAt(x: number, y: number): number | null {
    this.#list.flush();
    const row = this.#list.rowAt(y);
    const [, hex, text] = this.#list.elementOf(row)?.children ?? [];
    if (!hex || !text) return null;
    const textBox = text.getBoundingClientRect();
    const isInText = x >= textBox.left - this.#list.charWidth;
    const left = isInText ? textBox.left : hex.getBoundingClientRect().left;
    const character = Math.floor((x - left) / this.#list.charWidth);
    const column = isInText ? character : Math.floor(character / 3);
    return this.#within(row * bytesPerRow + Math.max(0, Math.min(column, bytesPerRow - 1)));
  }

  #onKeyDown(event: KeyboardEvent): void {
    const command = commandOf(event);
    if (!command) return;
    event.preventDefault();
    switch (command.type) {
      case 'move':
        this.#move(command);
        break;
      case 'scroll':
        this.#list.scrollBy(command.direction * this.#list.rowHeight);
        break;
      case 'selectAll':
        this.selectAll();
        break;
      default:
        this.options.onCommand(command.type);
    }
  }

  #move({ by, direction, extend }: ViewCommand & { type: 'move' }): void {
    const { anchor, focus } = this.#selection;
    const page = Math.max(this.#list.rowsInView - 1, 1);
    const rowStart = focus - (focus % bytesPerRow);
    const steps = {
      character: direction,
      row: direction * bytesPerRow,
      page: direction * page * bytesPerRow,
    };
    let to = 0;
    if (by === 'rowEdge') to = direction < 0 ? rowStart : rowStart + bytesPerRow - 1;
    else if (by === 'textEdge') to = direction < 0 ? 0 : this.#size - 1;
    else to = focus + steps[by];
    // A row further than there is: the column counts for more than the first or the last byte.
    if (by === 'row' && (to < 0 || to >= this.#size)) to = focus;
    this.select(extend ? anchor : to, to);
    if (by === 'page') this.#list.scrollBy(direction * page * this.#list.rowHeight);
    this.#list.reveal(rowOf(this.#selection.focus));
  }
}

function createHexRow(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'hex-row';
  element.setAttribute('role', 'row');
  for (const [name, role] of [
    ['hex-offset', 'rowheader'],
    ['hex-bytes', 'gridcell'],
    ['hex-text', 'gridcell'],
  ] as const) {
    const cell = document.createElement('span');
    cell.className = name;
    cell.setAttribute('role', role);
    element.append(cell);
  }
  return element;
}

function withSelection([before, selected, after]: readonly [string, string, string]): (
  | string
  | HTMLElement
)[] {
  if (selected === '') return [before + after];
  const span = document.createElement('span');
  span.className = 'selected';
  span.textContent = selected;
  return [before, span, after];
}

function rowOf(byte: number): number {
  return Math.floor(byte / bytesPerRow);
}

function pageOf(row: number): number {
  return Math.floor(row / rowsPerPage);
}
