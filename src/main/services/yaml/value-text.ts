import { CST, type Scalar, stringify } from 'yaml';
import { says } from './yaml-source.ts';
import { isLeaf } from './yaml-value.ts';

/** Where a value is to stand. */
export interface Place {
  /** Columns before each line of it but the first. */
  readonly indent: number;
  /** Within `[]` or `{}`, where all stands on one line. */
  readonly inFlow: boolean;
  /** False has texts of more than one line quoted, which can stand anywhere. */
  readonly blocks?: boolean;
}

/**
 * A value in YAML, without a line break at its end. The first line is not indented, since something of it may stand
 * there already. Lines are separated by a line feed.
 * @param style of a string, where it can be said in that; plain, or a literal block for more than one line, by default
 */
export function valueText(value: unknown, place: Place, style?: Scalar.Type): string {
  if (isLeaf(value)) return leafText(value, place, style);
  const items = Array.isArray(value)
    ? value.map((item) => (place.inFlow ? valueText(item, place) : itemText(item, place)))
    : Object.entries(value ?? {}).map(([key, item]) => pairText(key, item, place));
  if (!place.inFlow) return items.join(`\n${' '.repeat(place.indent)}`);
  return Array.isArray(value) ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
}

/** `key: value`, or `key:` with a block below. */
export function pairText(key: string, value: unknown, place: Place): string {
  return `${leafText(key, { ...place, inFlow: true })}:${behindColon(value, place)}`;
}

/** What stands behind the colon of a key at `place`. */
export function behindColon(value: unknown, place: Place, style?: Scalar.Type): string {
  const inner = { ...place, indent: place.indent + 2 };
  const before = isLeaf(value) || place.inFlow ? ' ' : `\n${' '.repeat(inner.indent)}`;
  return before + valueText(value, inner, style);
}

/** An item of a sequence in a block whose dash stands at `place`. */
export function itemText(value: unknown, place: Place): string {
  return `- ${valueText(value, { ...place, indent: place.indent + 2 })}`;
}

function leafText(value: unknown, place: Place, style: Scalar.Type = 'PLAIN'): string {
  if (typeof value !== 'string') return stringify(value).trimEnd();
  for (const text of candidates(value, place, style)) {
    if (reads(text, value, place)) return text;
  }
  // A string of JSON is one of YAML (YAML 1.2 §1.2).
  return JSON.stringify(value);
}

function* candidates(
  value: string,
  { indent, inFlow, blocks = true }: Place,
  style: Scalar.Type,
): Generator<string> {
  const hasBreak = value.includes('\n');
  const isBlock = style === 'BLOCK_LITERAL' || style === 'BLOCK_FOLDED';
  if (blocks && !inFlow && indent > 0 && (isBlock || (hasBreak && style === 'PLAIN'))) {
    const type = isBlock ? style : 'BLOCK_LITERAL';
    yield /^\S/.test(value)
      ? CST.stringify(CST.createScalarToken(value, { indent, type })).replace(/\n$/, '')
      : indentedBlock(value, indent);
  }
  if (hasBreak || style === 'QUOTE_DOUBLE') return;
  if (style === 'QUOTE_SINGLE') yield `'${value.replaceAll("'", "''")}'`;
  // At the begin of a line these would end the document (YAML 1.2 §9.1.4).
  if (!/^(?:---|\.\.\.)/.test(value)) yield value;
}

/** A literal block that begins with a blank or an empty line: it has to say where its lines begin. */
function indentedBlock(value: string, indent: number): string {
  const margin = ' '.repeat(indent);
  const lines = value.replace(/\n$/, '').split('\n');
  const header = value.endsWith('\n') ? '|2' : '|2-';
  return [header, ...lines.map((line) => (line === '' ? '' : margin + line))].join('\n');
}

/** Whether it is read as that value where it is to stand. */
function reads(text: string, value: string, { indent, inFlow }: Place): boolean {
  if (inFlow) return says(`[ ${text}, x ]`, [value, 'x']);
  const margin = ' '.repeat(Math.max(indent - 2, 0));
  return says(`${margin}k: ${text}\n${margin}x: x`, { k: value, x: 'x' });
}
