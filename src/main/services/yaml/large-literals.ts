import { createHash, type Hash } from 'node:crypto';

/** A literal that stands in another file. */
export interface LargeLiteral {
  /** Of what it says: equal ones have one id, see `literalId`. */
  readonly id: string;
  /** Bytes of its lines in UTF-8, joined by line feeds. */
  readonly size: number;
  /** Line feeds behind them that belong to it, as its header says (YAML 1.2.2, 8.1.1.2). */
  readonly tail: number;
}

const mark = 'parley:large:';
const markPattern = /^parley:large:([A-Za-z0-9_-]{22}):(\d+)(\n*)$/;
/** A line of a text that says where a literal was; the first key of an item of a list as well. */
const markLine = /^( *)parley:large:([A-Za-z0-9_-]{22}):(\d+)$/;
/** Behind its key, with a comment or none: a new value has the quotes of the old one. */
const markAfterKey =
  /^((?: |- )*)([^ ][^:]*:)[ \t]+("?)parley:large:([A-Za-z0-9_-]{22}):(\d+)((?:\\n)?)\3([ \t]+#.*|[ \t]*)$/;
const markInQuotes = /^((?: |- )*)([^ ][^:]*:)([ \t]+)'parley:large:([A-Za-z0-9_-]{22}):(\d+)'(.*)$/;

/** The id of a literal whose text, with the line feeds at its end, went into that hash (SHA-256). */
export function literalIdFrom(hash: Hash): string {
  return hash.digest('base64url').slice(0, 22);
}

/** The id that a text, with the line feeds at its end, has or would have as a literal. */
export function literalId(text: string): string {
  return literalIdFrom(createHash('sha256').update(text));
}

/** What stands for a literal in a text that it was taken out of. */
export function literalMark({ id, size, tail }: LargeLiteral): string {
  return `${mark}${id}:${size}${'\n'.repeat(tail)}`;
}

/** The literal that a value of such a text stands for. */
export function literalOf(value: unknown): LargeLiteral | undefined {
  const [, id, size, tail] = (typeof value === 'string' && markPattern.exec(value)) || [];
  return id === undefined ? undefined : { id, size: Number(size), tail: tail?.length ?? 0 };
}

/** The ids of the literals whose marks a text has, wherever they stand. */
export function literalsIn(text: string): string[] {
  return Array.from(text.matchAll(/parley:large:([A-Za-z0-9_-]{22}):\d+/g), ([, id = '']) => id);
}

/** Whether a text says a mark that does not stand in it as one: with an escape, say. */
export function hasForgedMark(text: string, value: unknown): boolean {
  return countMarkValues(value) > literalsIn(text).length;
}

function countMarkValues(value: unknown): number {
  if (typeof value === 'string') return literalOf(value) ? 1 : 0;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, each) => sum + countMarkValues(each), 0);
}

/** A text for a person to read: a size in the place of each mark. */
export function withSizes(text: string): string {
  return text.replaceAll(
    /parley:large:[A-Za-z0-9_-]{22}:(\d+)/g,
    (_, size: string) => `… ${Number(size).toLocaleString('en-US')} bytes that are not shown here …`,
  );
}

/** A literal whose mark stands between single quotes. It goes back between them where it is one line, else it is put below. */
export interface QuotedLiteral {
  readonly id: string;
  readonly size: number;
  /** What stands before its key, the key, and the blanks behind it. */
  readonly lead: string;
  readonly key: string;
  readonly blanks: string;
  /** Behind the quotes: blanks and a comment. */
  readonly rest: string;
  readonly below: Pick<MarkedLiteral, 'indent' | 'lineEnd'>;
}

/** A literal that is to be put back at a place of a text. */
export interface MarkedLiteral {
  readonly id: string;
  readonly size: number;
  readonly indent: string;
  /** Of its lines but the last one, whose end is part of the next piece. */
  readonly lineEnd: string;
}

/** A text in the order in which it is written: pieces that stay, and literals that take the place of their marks. */
export function* piecesOf(text: string): Generator<string | MarkedLiteral | QuotedLiteral> {
  if (!text.includes(mark)) {
    yield text;
    return;
  }
  let plain = '';
  // A literal's lines end as its header does.
  let before = '\n';
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const lineEnd = /\r?\n$/.exec(line)?.[0] ?? '';
    const content = line.slice(0, line.length - lineEnd.length);
    const [, indent = '', id, size] = markLine.exec(content) ?? [];
    const [, keyIndent = '', key = '', , keyId, keySize, tail, rest = ''] = markAfterKey.exec(content) ?? [];
    const quoted = markInQuotes.exec(content);
    if (id !== undefined) {
      yield plain;
      yield { id, size: Number(size), indent, lineEnd: before };
      plain = lineEnd;
    } else if (keyId !== undefined) {
      // Parley has written the file anew: what fits on one line is no literal then.
      const end = lineEnd || before;
      yield `${plain}${keyIndent}${key} ${tail === '' ? '|-' : '|'}${rest}${end}`;
      yield { id: keyId, size: Number(keySize), indent: ' '.repeat(keyIndent.length + 2), lineEnd: end };
      plain = lineEnd;
    } else if (quoted) {
      const [, lead = '', ownKey = '', blanks = '', quotedId = '', quotedSize, behind = ''] = quoted;
      yield plain;
      const below = { indent: ' '.repeat(lead.length + 2), lineEnd: lineEnd || before };
      yield { id: quotedId, size: Number(quotedSize), lead, key: ownKey, blanks, rest: behind, below };
      plain = lineEnd;
    } else {
      plain += line;
    }
    before = lineEnd || before;
  }
  yield plain;
}
