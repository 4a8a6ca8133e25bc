import type { JsonNode, JsonNodes, JsonNodesInput } from '#router/contracts/body-view.ts';
import type { ByteReader } from '../byte-reader.ts';
import { ByteScanner, ScanStop } from './byte-scanner.ts';
import { byte, kind, kindOf, state } from './grammar.ts';
import { type JsonProblem, nothingThere, unexpected } from './json-problem.ts';
import { inSlices } from '../slices.ts';
import { readHead, readKey, skipValue, type ValueHead } from './value-head.ts';

/**
 * Where the next child would be found only by going over more bytes than this, what was found so far is answered. The
 * next answer then looks as long as it takes.
 */
export const answerBeforeBytes = 16 * 1024 * 1024;

export interface JsonNodesRequest extends Omit<JsonNodesInput, 'id'> {
  /** One JSON text; or JSON a line, where each line is a child of the document. */
  readonly mode: 'document' | 'lines';
  /** No more bytes will come: what is not closed then is a mistake. */
  readonly isComplete: boolean;
  /** How much is read at once; 128 KiB where left out. */
  readonly windowBytes?: number;
}

export interface JsonNodesAnswer extends JsonNodes {
  /** What is no JSON, behind the nodes. Lines go on after it, at `next`. */
  readonly problem?: JsonProblem;
}

/**
 * Finds children of a value in JSON in UTF-8, by scanning from there. Memory stays small, whatever the size of the values.
 *
 * What lies deeper than the children is not checked, and what follows the document neither. In a source that still grows
 * a child is left out until all is there that its node tells; `next` then leads to it. Of lines, `parent` must begin a
 * value within one line.
 *
 * @returns the children, and where the next ones begin; with a problem where JSON ends. Throws the signal's reason, and
 * what the source throws.
 */
export function jsonNodes(
  source: ByteReader,
  request: JsonNodesRequest,
  signal: AbortSignal,
): Promise<JsonNodesAnswer> {
  return inSlices(new NodeScan(source, request).run(), signal);
}

const noValueThere = 'No JSON value begins at this place.';

type Cursor = NonNullable<JsonNodes['next']>;

class NodeScan {
  readonly #request: JsonNodesRequest;
  readonly #scanner: ByteScanner;
  readonly #nodes: JsonNode[] = [];
  /**
   * Where a next answer goes on. Within a value: at the comma before child `index` (or behind the bracket); where it is not
   * known to be there, at the value of the child before. Of lines: where line `index` begins, or within the one before.
   */
  #next: Cursor | null;

  constructor(source: ByteReader, request: JsonNodesRequest) {
    this.#request = request;
    this.#scanner = new ByteScanner(source, {
      isWithinLine: request.mode === 'lines',
      isComplete: request.isComplete,
      windowBytes: request.windowBytes,
    });
    this.#next = request.after ?? { offset: request.parent === undefined ? 0 : request.parent + 1, index: 0 };
  }

  *run(): Generator<void, JsonNodesAnswer> {
    const { parent, mode } = this.#request;
    try {
      if (parent !== undefined) yield* this.#findChildren(parent);
      else if (mode === 'lines') yield* this.#findLines();
      else yield* this.#findDocument();
    } catch (cause) {
      if (!(cause instanceof ScanStop)) throw cause;
      return this.#answerAfter(cause);
    }
    return { nodes: this.#nodes, next: this.#next };
  }

  #answerAfter({ reason, offset, message }: ScanStop): JsonNodesAnswer {
    const nodes = this.#nodes;
    const next = this.#next;
    const isOfLines = this.#request.mode === 'lines' && this.#request.parent === undefined;
    switch (reason) {
      case 'budget':
        // Within a line it goes on from there; within a value the depth would be lost.
        return { nodes, next: isOfLines && next ? { offset, index: next.index } : next };
      case 'end':
        if (!this.#request.isComplete) return { nodes, next };
        return { nodes, next: null, problem: { message: 'The text ends inside this value.', offset } };
      default: {
        const problem = { message: message || 'The line ends inside this value.', offset };
        // The byte behind the line's first is within that line: it goes on with the one after.
        return {
          nodes,
          next: isOfLines && next ? { offset: next.offset + 1, index: next.index + 1 } : null,
          problem,
        };
      }
    }
  }

  *#findDocument(): Generator<void> {
    if (this.#next && this.#next.index === 0) {
      yield* this.#scanner.skipByteOrderMark();
      if ((yield* this.#scanner.peekTokenOrEnd()) === undefined)
        throw new ScanStop('problem', this.#scanner.offset, nothingThere);
      this.#add(null, yield* readHead(this.#scanner, state.value));
    }
    this.#next = null;
  }

  *#findChildren(parent: number): Generator<void> {
    const scanner = this.#scanner;
    const { after, count } = this.#request;
    scanner.moveTo(parent);
    const parentKind = kindOf[(yield* scanner.peekOrEnd()) ?? 0];
    const isObject = parentKind === kind.openObject;
    if (!isObject && parentKind !== kind.openArray) {
      this.#next = null;
      if (parentKind === kind.quote || parentKind === kind.number || parentKind === kind.literal) return;
      throw new ScanStop('problem', parent, noValueThere);
    }
    if (after && after.offset <= parent) throw new ScanStop('problem', after.offset, noValueThere);

    const closes = isObject ? kind.closeObject : kind.closeArray;
    const afterChild = isObject ? state.afterMember : state.afterElement;
    let index = after?.index ?? 0;
    scanner.moveTo(after?.offset ?? parent + 1);
    if (index > 0) yield* this.#skipUnfinished();
    for (;;) {
      const next = yield* scanner.peekToken();
      if (kindOf[next] === closes) {
        this.#next = null;
        return;
      }
      if (index > 0) {
        if (kindOf[next] !== kind.comma)
          throw new ScanStop('problem', scanner.offset, unexpected(afterChild, next));
        this.#next = { offset: scanner.offset, index };
        if (this.#nodes.length === count) return;
        scanner.take();
      }
      const key = isObject ? yield* this.#readName(index) : index;
      const head = yield* readHead(scanner, isObject || index > 0 ? state.value : state.firstElement);
      this.#add(key, head);
      index++;
      this.#next = { offset: head.offset, index };
      scanner.limit(answerBeforeBytes);
      yield* skipValue(scanner, head);
      scanner.limit(Infinity);
    }
  }

  /** Leads the scanner behind the child whose end an answer before has not reached. */
  *#skipUnfinished(): Generator<void> {
    if (kindOf[yield* this.#scanner.peekToken()] === kind.comma) return;
    yield* skipValue(this.#scanner, yield* readHead(this.#scanner, state.value));
  }

  /** Reads a member's name, up to its value. */
  *#readName(index: number): Generator<void, string> {
    const scanner = this.#scanner;
    const quote = yield* scanner.peekToken();
    if (quote !== byte.quote) {
      const expected = index > 0 ? state.name : state.firstName;
      throw new ScanStop('problem', scanner.offset, unexpected(expected, quote));
    }
    const key = yield* readKey(scanner);
    const colon = yield* scanner.peekToken();
    if (kindOf[colon] !== kind.colon)
      throw new ScanStop('problem', scanner.offset, unexpected(state.colon, colon));
    scanner.take();
    return key;
  }

  *#findLines(): Generator<void> {
    const scanner = this.#scanner;
    let { offset, index } = this.#next ?? { offset: 0, index: 0 };
    if (offset === 0) {
      yield* this.#scanner.skipByteOrderMark();
    } else {
      // From the byte before on: so what begins a line is not taken for the rest of one.
      scanner.moveTo(offset - 1);
      if (!(yield* this.#toNextLine(index))) return;
    }
    for (;;) {
      offset = scanner.offset;
      this.#next = { offset, index };
      const isBlank = (yield* scanner.peekTokenOrEnd()) === undefined;
      if (!isBlank) {
        if (this.#nodes.length === this.#request.count) return;
        this.#add(index, yield* this.#readLine());
        index++;
      }
      if (!(yield* this.#toNextLine(index))) return;
    }
  }

  /** Reads the value of a line. The rest of an object or array is not looked at. */
  *#readLine(): Generator<void, ValueHead> {
    const head = yield* readHead(this.#scanner, state.value);
    if (head.isWhole) {
      const rest = yield* this.#scanner.peekTokenOrEnd();
      if (rest !== undefined)
        throw new ScanStop('problem', this.#scanner.offset, unexpected(state.afterLine, rest));
    }
    return head;
  }

  /** @returns false where no line follows (yet). */
  *#toNextLine(index: number): Generator<void, boolean> {
    const scanner = this.#scanner;
    this.#next = { offset: scanner.offset, index };
    if (this.#nodes.length > 0) scanner.limit(answerBeforeBytes);
    const isThere = yield* scanner.skipLine();
    scanner.limit(Infinity);
    if (isThere) return true;
    this.#next = this.#request.isComplete ? null : { offset: scanner.offset, index };
    return false;
  }

  #add(key: JsonNode['key'], { kind: itsKind, offset, text, hasChildren }: ValueHead): void {
    this.#nodes.push({ key, kind: itsKind, offset, text, hasChildren });
  }
}
