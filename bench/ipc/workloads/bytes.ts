import { crc32 } from 'node:zlib';
import type { WindowSide } from '../contender.ts';
import { type BytesRequest, PieceSource, stampOf } from '../payload.ts';
import type { Amount, Answer } from '../processes/control.ts';

/** Bytes after which a stalled reader stops reading. */
const stallsAfter = 2 ** 20;

/** A body, read as fast as it comes: mebibytes a second. Each piece's number and length is checked. */
export async function measureBytes(side: WindowSide, { size, pieceSize }: Amount): Promise<Answer> {
  const order = new PieceOrder(size);
  let ended = 0;
  const began = performance.now();
  const remark = await bytesOf(side)(
    { size, pieceSize },
    (piece) => {
      order.check(piece);
      if (order.received === size) ended = performance.now();
      return undefined;
    },
    new AbortController().signal,
  );
  order.checkComplete();
  return {
    figures: { mibPerSecond: size / 2 ** 20 / ((ended - began) / 1000) },
    ...(remark !== undefined && { remark }),
  };
}

/** The same, with a checksum over every byte. */
export async function checkBytes(side: WindowSide, { size, pieceSize }: Amount): Promise<Answer> {
  const order = new PieceOrder(size);
  let actual = 0;
  let actualPieceSize = 0;
  await bytesOf(side)(
    { size, pieceSize },
    (piece) => {
      order.check(piece);
      actualPieceSize ||= piece.length;
      actual = crc32(piece, actual);
      return undefined;
    },
    new AbortController().signal,
  );
  order.checkComplete();
  const expected = checksum({ size, pieceSize: actualPieceSize });
  if (actual !== expected) throw new Error('The bytes arrived changed');
  return { figures: { checked: size } };
}

export interface StalledBody {
  /** Bytes that the reader took before it stopped. */
  readonly taken: number;
  /** Stops the body altogether. */
  release(): Promise<void>;
}

/** Reads a body's beginning and then no more. Resolves when the reader has stopped. */
export function stallBody(side: WindowSide, { size, pieceSize }: Amount): Promise<StalledBody> {
  const order = new PieceOrder(size);
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const ended = bytesOf(side)(
      { size, pieceSize },
      (piece) => {
        order.check(piece);
        if (order.received < stallsAfter) return undefined;
        resolve({
          taken: order.received,
          async release() {
            controller.abort();
            await ended;
          },
        });
        return new Promise(() => undefined);
      },
      controller.signal,
    );
    ended.catch(reject);
  });
}

function bytesOf({ bytes }: WindowSide): NonNullable<WindowSide['bytes']> {
  if (!bytes) throw new Error('It carries no bytes');
  return bytes;
}

/** Sees to it that pieces come one after the other, none missing. */
class PieceOrder {
  received = 0;
  #next = 0;

  constructor(private readonly size: number) {}

  check(piece: Uint8Array | string): void {
    const stamp = stampOf(piece);
    if (stamp !== this.#next) throw new Error(`Piece ${stamp} came in place of ${this.#next}`);
    this.#next += 1;
    this.received += piece.length;
  }

  checkComplete(): void {
    if (this.received !== this.size) throw new Error(`${this.received} bytes of ${this.size} came`);
  }
}

function checksum(request: BytesRequest): number {
  const source = new PieceSource(request);
  let sum = 0;
  for (let piece = source.next(); piece !== null; piece = source.next()) sum = crc32(piece, sum);
  return sum;
}
