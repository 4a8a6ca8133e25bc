import type { LineSink } from './sse-lines.ts';

interface KeptLine {
  readonly bytes: Buffer;
  /** There was more of it. */
  readonly isCut: boolean;
}

/** The longest name of a field, its colon and a space. */
const nameBytes = 7;

/** Of an event's lines what is shown: the first of its data, and the last of each other field. */
export class KeptLines implements LineSink {
  readonly #maxDataBytes: number;
  readonly #maxFieldBytes: number;
  readonly #fields = new Map<string, KeptLine>();
  readonly #data: KeptLine[] = [];
  #keptDataBytes = 0;
  #dataBytes = 0;
  #dataLines = 0;
  #line: Buffer[] = [];
  #lineKept = 0;
  #lineBytes = 0;

  constructor(maxDataBytes: number, maxFieldBytes: number) {
    this.#maxDataBytes = maxDataBytes;
    this.#maxFieldBytes = maxFieldBytes;
  }

  /** Bytes of the data as a whole, with a line feed between two lines. */
  get dataBytes(): number {
    return this.#dataBytes;
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    const most = nameBytes + Math.max(this.#maxFieldBytes, this.#maxDataBytes - this.#keptDataBytes);
    const kept = Math.min(to - from, most - this.#lineKept);
    if (kept > 0) {
      this.#line.push(Buffer.from(bytes.subarray(from, from + kept)));
      this.#lineKept += kept;
    }
    this.#lineBytes += to - from;
  }

  end(): void {
    const line = Buffer.concat(this.#line);
    const { name, valueAt } = fieldOf(line);
    if (name === 'data') this.#keepData(line, valueAt);
    else if (name === 'event' || name === 'retry' || (name === 'id' && !line.includes(0))) {
      this.#fields.set(name, this.#cut(line, valueAt + this.#maxFieldBytes));
    }
    this.#line = [];
    this.#lineKept = 0;
    this.#lineBytes = 0;
  }

  /** Lines that make an event of the same fields, though not of all its data. There is one with `data` always. */
  lines(): KeptLine[] {
    const data = this.#data.length > 0 ? this.#data : [{ bytes: Buffer.from('data'), isCut: false }];
    return [...this.#fields.values(), ...data];
  }

  #keepData(line: Buffer, valueAt: number): void {
    const room = this.#maxDataBytes - this.#keptDataBytes;
    const between = this.#dataLines === 0 ? 0 : 1;
    const valueBytes = this.#lineBytes - valueAt;
    this.#dataLines++;
    this.#dataBytes += valueBytes + between;
    if (room < between) return;
    this.#data.push(this.#cut(line, valueAt + room - between));
    this.#keptDataBytes += Math.min(valueBytes + between, room);
  }

  #cut(line: Buffer, most: number): KeptLine {
    return { bytes: line.subarray(0, most), isCut: this.#lineBytes > most };
  }
}

/** @returns a field's name, and where its value begins: behind the colon and one space. */
function fieldOf(line: Buffer): { name: string; valueAt: number } {
  const colon = line.subarray(0, nameBytes).indexOf(':');
  if (colon < 0)
    return { name: line.byteLength < nameBytes ? line.toString('latin1') : '', valueAt: line.byteLength };
  const valueAt = line[colon + 1] === 0x20 ? colon + 2 : colon + 1;
  return { name: line.toString('latin1', 0, colon), valueAt };
}
