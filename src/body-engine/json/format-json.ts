import { ByteOrderMark } from './byte-order-mark.ts';
import {
  allowedIn,
  byte,
  byteOrderMark,
  extraBytesOf,
  kind,
  kindOf,
  mayEndNumber,
  notPlain,
  numberNext,
  numberState,
  state,
  valueStarts,
} from './grammar.ts';
import { breakLine, stepBytes } from './indentation.ts';
import { Levels } from './levels.ts';
import {
  brokenMark,
  endProblem,
  endsEarly,
  type JsonProblem,
  numberProblem,
  tooLong,
  unexpected,
} from './json-problem.ts';
import { maxOutputBytes } from './output-bound.ts';
import { refused, TokenTail } from './token-tail.ts';

export interface JsonFormatterOptions {
  /** One JSON text; or JSON a line (NDJSON), where a text may also begin as in a JSON text sequence (RFC 7464). */
  readonly mode: 'document' | 'lines';
  /** Takes the next bytes of the text laid out, which are good until it returns. What it throws, `push` throws. */
  readonly write: (bytes: Uint8Array) => void;
  /** Bytes that are gathered for a `write`; 256 KiB where left out. */
  readonly bufferBytes?: number;
}

/**
 * Lays JSON in UTF-8 out anew while it comes in: an element or member a line, two spaces a level. Numbers, strings,
 * order and repeated names stay, byte for byte; the white space between them is replaced, and a byte order mark left out.
 *
 * It is strict (RFC 8259) but for one thing: bytes in strings that are no UTF-8 pass as they came. Its memory is a
 * buffer, and one bit for each open bracket. After something that `write` threw it can't go on.
 */
export class JsonFormatter {
  readonly #isLines: boolean;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #output: Uint8Array;
  /** Bytes in `#output`, and those handed over before. */
  #gathered = 0;
  #handedOver = 0;

  #problem: JsonProblem | undefined;
  #taken = 0;
  #expectedBytes = 0;
  readonly #mark = new ByteOrderMark();

  /** What may come next, and what comes after the string that is read. */
  #state: number;
  #afterString: number = state.colon;
  #numberState: number = numberState.start;
  readonly #tail = new TokenTail();
  /** A record separator was seen: a text may have several lines. */
  #isSequence = false;
  readonly #levels: Levels;

  /** For the place of a problem: the line, its first byte, and its bytes so far less its UTF-16 code units. */
  #line = 0;
  #lineStart = 0;
  #extraBytes = 0;

  constructor({ mode, write, bufferBytes = 256 * 1024 }: JsonFormatterOptions) {
    this.#isLines = mode === 'lines';
    this.#write = write;
    this.#output = new Uint8Array(Math.max(bufferBytes, 2 * stepBytes));
    this.#state = this.#isLines ? state.firstLine : state.value;
    this.#levels = new Levels(this.#isLines ? state.afterLine : state.end);
  }

  /** Bytes of the source that were taken; up to the problem, where there is one. */
  get takenBytes(): number {
    return this.#taken;
  }

  /** Bytes of the text laid out, with those that wait for the next `write`. */
  get outputBytes(): number {
    return this.#handedOver + this.#gathered;
  }

  /** Says how many bytes the source has by now, for the bound on the output. Without it those that were taken count. */
  expect(sourceBytes: number): void {
    this.#expectedBytes = sourceBytes;
  }

  /**
   * Takes the source's next bytes.
   * @returns why it stopped, once it has; nothing more is taken then.
   *
   * The loops over strings and numbers are where the time goes. All else is one step a byte, and a step writes no
   * more than `stepBytes`.
   */
  push(input: Uint8Array): JsonProblem | undefined {
    if (this.#problem) return this.#problem;
    const start = this.#taken;
    const end = input.byteLength;
    const output = this.#output;
    const room = output.byteLength;
    let at = this.#skipByteOrderMark(input);
    if (this.#problem) return this.#problem;
    let out = this.#gathered;
    let now = this.#state;
    let boundOut = this.#outputBound(start) - this.#handedOver;
    let message = '';

    while (at < end && message === '') {
      if (out > room - stepBytes) {
        this.#gathered = out;
        this.flush();
        boundOut -= out;
        out = 0;
      }
      const next = input[at] ?? 0;

      if (now === state.string) {
        const stop = Math.min(end, at + room - out);
        let extraBytes = this.#extraBytes;
        let inside = next;
        for (;;) {
          const extra = extraBytesOf[inside] ?? 0;
          if (extra === notPlain) break;
          extraBytes += extra;
          output[out++] = inside;
          if (++at === stop) break;
          inside = input[at] ?? 0;
        }
        this.#extraBytes = extraBytes;
        if (at === stop) continue;
        if (inside === byte.quote) now = this.#afterString;
        else if (inside === byte.backslash) now = state.escape;
        else {
          message = unexpected(now, inside);
          continue;
        }
        output[out++] = inside;
        at++;
      } else if (now === state.number) {
        const stop = Math.min(end, at + room - out);
        let reached = this.#numberState;
        let inside = next;
        for (;;) {
          const then = numberNext[(reached << 8) | inside] ?? 0;
          if (then === numberState.over) break;
          reached = then;
          output[out++] = inside;
          if (++at === stop) break;
          inside = input[at] ?? 0;
        }
        this.#numberState = reached;
        if (at === stop) continue;
        now = this.#levels.afterValue;
        message = numberProblem(reached, inside);
      } else if (now > state.string) {
        const then = this.#tail.take(now, next, this.#levels.afterValue);
        if (then === refused) {
          message = unexpected(now, next);
          continue;
        }
        now = then;
        output[out++] = next;
        at++;
      } else {
        const nextKind = kindOf[next] ?? 0;
        if ((((allowedIn[now] ?? 0) >>> nextKind) & 1) === 0) {
          message = unexpected(now, next);
          continue;
        }
        if (out > boundOut) {
          boundOut = this.#outputBound(start + at) - this.#handedOver;
          if (out > boundOut) {
            message = tooLong;
            continue;
          }
        }
        const isValue = ((valueStarts >>> nextKind) & 1) !== 0;
        if (isValue && now >= state.laterLine) out = breakLine(output, out, this.#levels.depth);
        switch (nextKind) {
          case kind.space:
            break;
          case kind.quote:
            output[out++] = next;
            this.#afterString =
              now === state.name || now === state.firstName ? state.colon : this.#levels.afterValue;
            now = state.string;
            break;
          case kind.comma:
            output[out++] = next;
            out = breakLine(output, out, this.#levels.depth);
            now = now === state.afterMember ? state.name : state.value;
            break;
          case kind.colon:
            output[out++] = next;
            output[out++] = byte.space;
            now = state.value;
            break;
          case kind.number:
            this.#numberState = numberNext[(numberState.start << 8) | next] ?? 0;
            output[out++] = next;
            now = state.number;
            break;
          case kind.literal:
            this.#tail.beginLiteral(next);
            output[out++] = next;
            now = state.literal;
            break;
          case kind.openObject:
          case kind.openArray:
            output[out++] = next;
            now = this.#levels.open(nextKind === kind.openObject);
            break;
          case kind.closeObject:
          case kind.closeArray: {
            const isEmpty = now === state.firstElement || now === state.firstName;
            now = this.#levels.close();
            if (!isEmpty) out = breakLine(output, out, this.#levels.depth);
            output[out++] = next;
            break;
          }
          default: {
            // A line feed, or a record separator.
            const then = this.#beginLine(now, next, start + at + 1);
            if (then === refused) {
              message = endsEarly('line', now);
              continue;
            }
            now = then;
          }
        }
        at++;
      }
    }

    this.#gathered = out;
    this.#state = now;
    this.#taken = start + at;
    if (message !== '') this.#stop(message);
    return this.#problem;
  }

  /** Hands over what waits for the next `write`. */
  flush(): void {
    const gathered = this.#gathered;
    if (gathered === 0) return;
    this.#gathered = 0;
    this.#handedOver += gathered;
    this.#write(this.#output.subarray(0, gathered));
  }

  /**
   * Says that the source has ended, and hands over the rest.
   * @returns why it stopped, or that the source ended too early.
   */
  end(): JsonProblem | undefined {
    if (!this.#problem) this.#checkEnd();
    this.flush();
    return this.#problem;
  }

  #checkEnd(): void {
    if (this.#mark.isPartial) {
      this.#stopAtBrokenMark();
      return;
    }
    const mayEnd = this.#state === state.number && mayEndNumber(this.#numberState);
    const message = endProblem(mayEnd ? this.#levels.afterValue : this.#state, this.#levels.depth);
    if (message !== '') this.#stop(message);
  }

  #stop(message: string): void {
    const offset = this.#taken;
    this.#problem = {
      message,
      offset,
      line: this.#line,
      column: offset - this.#lineStart - this.#extraBytes,
    };
  }

  /** @returns how many of the bytes are of the byte order mark. */
  #skipByteOrderMark(input: Uint8Array): number {
    const bytes = this.#mark.take(input);
    if (this.#mark.isPartial) {
      if (bytes < input.byteLength) this.#stopAtBrokenMark();
    } else if (bytes > 0) {
      this.#lineStart = byteOrderMark.byteLength;
    }
    return bytes;
  }

  #stopAtBrokenMark(): void {
    this.#taken = 0;
    this.#stop(brokenMark);
  }

  #outputBound(taken: number): number {
    return maxOutputBytes(Math.max(taken, this.#expectedBytes));
  }

  /** After a line feed or a record separator. @returns the next state, or `refused` where the line may not end. */
  #beginLine(now: number, ended: number, lineStart: number): number {
    if (ended === byte.lineFeed) {
      const isBetween = now === state.afterLine || now === state.firstLine || now === state.laterLine;
      if (this.#isLines && !isBetween && !this.#isSequence) return refused;
      this.#line++;
      this.#lineStart = lineStart;
      this.#extraBytes = 0;
    } else {
      this.#isSequence = true;
    }
    return now === state.afterLine ? state.laterLine : now;
  }
}
