/** What the contenders carry: made in main, checked in the window. The same for all of them. */

/** One of the list's items: about what a sidebar knows of a request. */
export interface ListItem {
  readonly id: string;
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly folder: readonly string[];
  readonly headers: readonly { readonly name: string; readonly value: string; readonly enabled: boolean }[];
  readonly updatedAt: number;
  readonly draft: boolean;
  readonly error: string | null;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A list of so many items, made anew: none of its objects is shared with an earlier list. */
export function createList(length: number): ListItem[] {
  return Array.from({ length }, (_, index) => ({
    id: `request-${index.toString(36).padStart(8, '0')}`,
    name: `Fetch résumé no. ${index}`,
    method: methods[index % methods.length] ?? 'GET',
    url: `https://api.example.com/v1/accounts/${index}/documents?page=${index % 50}&size=100`,
    folder: ['Accounts', `Group ${index % 100}`],
    headers: [
      { name: 'Accept', value: 'application/json', enabled: true },
      { name: 'X-Request-Id', value: `{{requestId}}-${index}`, enabled: index % 3 !== 0 },
    ],
    updatedAt: 1_760_000_000_000 + index,
    draft: index % 7 === 0,
    error: null,
  }));
}

/** @throws where a list is not, item by item, the one that was sent. */
export function checkList(actual: unknown, expected: readonly ListItem[]): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error('The list arrived changed');
}

/** One step of a progress, as small as an event gets in practice. */
export interface SmallEvent {
  readonly sequence: number;
  readonly phase: string;
  readonly receivedBytes: number;
  readonly at: number;
}

export function createEvent(sequence: number): SmallEvent {
  return {
    sequence,
    phase: 'receiving',
    receivedBytes: sequence * 65_536,
    at: 1_760_000_000_000 + sequence,
  };
}

/** Asked of main: so many bytes, in pieces of such a size. Both are multiples of 1 KiB. */
export interface BytesRequest {
  readonly size: number;
  readonly pieceSize: number;
}

/**
 * Checks what every contender's bytes procedure is given.
 * @throws {TypeError} where it is no request for bytes.
 */
export function parseBytesRequest(value: unknown): BytesRequest {
  if (typeof value === 'object' && value !== null && 'size' in value && 'pieceSize' in value) {
    const { size, pieceSize } = value;
    if (typeof size === 'number' && typeof pieceSize === 'number') return { size, pieceSize };
  }
  throw new TypeError('The bytes asked for have no size');
}

/**
 * Checks what the number procedures (echo, events) are given.
 * @throws {TypeError}
 */
export function parseCount(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('Not a number');
  return value;
}

const stampLength = 8;
/** Pieces are reused after so many; every contender has serialised a piece before it asks for the next but few. */
const ringLength = 16;

/** Makes the pieces of a body: ASCII text, with the piece's number in hex at either end. */
export class PieceSource {
  readonly #ring: Buffer[];
  #next = 0;

  constructor(readonly request: BytesRequest) {
    const line = `${'The quick brown fox jumps over the lazy dog; 0123456789. '.repeat(2).slice(0, 127)}\n`;
    this.#ring = Array.from({ length: ringLength }, () => Buffer.alloc(request.pieceSize, line, 'latin1'));
  }

  /** The next piece, or null after the last. Its memory is written again 16 pieces later. */
  next(): Buffer | null {
    const { size, pieceSize } = this.request;
    const piece = this.#ring[this.#next % ringLength];
    if (piece === undefined || this.#next * pieceSize >= size) return null;
    const stamp = this.#next.toString(16).padStart(stampLength, '0');
    piece.write(stamp, 0, 'latin1');
    piece.write(stamp, pieceSize - stampLength, 'latin1');
    this.#next += 1;
    return piece;
  }
}

/**
 * The number that a piece is stamped with.
 * @throws where its two ends disagree.
 */
export function stampOf(piece: Uint8Array | string): number {
  const size = piece.length;
  const text = (from: number) =>
    typeof piece === 'string'
      ? piece.slice(from, from + stampLength)
      : String.fromCharCode(...piece.subarray(from, from + stampLength));
  const first = text(0);
  if (first !== text(size - stampLength)) throw new Error('A piece arrived in parts of two');
  return Number.parseInt(first, 16);
}

/** Resolves in a later turn of the event loop: when a file's next piece would come at the earliest. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** The pieces of a body, each in a turn of the event loop of its own, as a file's reads are. */
export async function* readPieces(request: BytesRequest): AsyncGenerator<Uint8Array, void> {
  const source = new PieceSource(request);
  for (let piece = source.next(); piece !== null; piece = source.next()) {
    probe.produced += piece.byteLength;
    yield piece;
    await nextTurn();
  }
}

/** What main tells of its producers, for the checks after a run. */
export const probe = { live: 0, started: 0, cleaned: 0, produced: 0 };

/** Counts a never-ending subscription's start; returns what counts its end. */
export function enterSubscription(): () => void {
  probe.live += 1;
  probe.started += 1;
  return () => {
    probe.live -= 1;
    probe.cleaned += 1;
  };
}
