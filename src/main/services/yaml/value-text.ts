import { CST, type Scalar, stringify } from 'yaml';
import { says } from './yaml-source.ts';
import { isLeaf } from './yaml-value.ts';

/** Where a value is to stand. */
export interface Place {
  /** Columns before each line of it but the first. */
  readonly indent: number;
  /** Within `[]` or `{}`, where all stands on one line. */
  readonly inFlow: boolean;
}

/**
 * A value in YAML, without a line break at its end. The first line is not indented, since something of it may stand
 * there already. Lines are separated by a line feed.
 * @param style of a string, where it can be said in that; plain, or a literal block for more than one line, by default
 */
export function valueText(value: unknown, { indent, inFlow }: Place, style?: Scalar.Type): string {
  if (isLeaf(value)) return leafText(value, { indent, inFlow }, style);
  const items = Array.isArray(value)
    ? value.map((item) => (inFlow ? valueText(item, { indent, inFlow }) : itemText(item, indent)))
    : Object.entries(value ?? {}).map(([key, item]) => pairText(key, item, { indent, inFlow }));
  if (!inFlow) return items.join(`\n${' '.repeat(indent)}`);
  return Array.isArray(value) ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
}

/** `key: value`, or `key:` with a block below. */
export function pairText(key: string, value: unknown, { indent, inFlow }: Place): string {
  return `${leafText(key, { indent, inFlow: true })}:${behindColon(value, { indent, inFlow })}`;
}

/** What stands behind the colon of a key at `indent`. */
export function behindColon(value: unknown, { indent, inFlow }: Place, style?: Scalar.Type): string {
  const inner = { indent: indent + 2, inFlow };
  const before = isLeaf(value) || inFlow ? ' ' : `\n${' '.repeat(inner.indent)}`;
  return before + valueText(value, inner, style);
}

/** An item of a sequence in a block whose dash stands at `indent`. */
export function itemText(value: unknown, indent: number): string {
  return `- ${valueText(value, { indent: indent + 2, inFlow: false })}`;
}

function leafText(value: unknown, place: Place, style: Scalar.Type = 'PLAIN'): string {
  if (typeof value !== 'string') return stringify(value).trimEnd();
  for (const text of candidates(value, place, style)) {
    if (reads(text, value, place)) return text;
  }
  // A string of JSON is one of YAML (YAML 1.2 §1.2).
  return JSON.stringify(value);
}

function* candidates(value: string, { indent, inFlow }: Place, style: Scalar.Type): Generator<string> {
  const hasBreak = value.includes('\n');
  const isBlock = style === 'BLOCK_LITERAL' || style === 'BLOCK_FOLDED';
  // One that begins with a blank would need its indentation said.
  if (!inFlow && indent > 0 && /^\S/.test(value) && (isBlock || (hasBreak && style === 'PLAIN'))) {
    const type = isBlock ? style : 'BLOCK_LITERAL';
    yield CST.stringify(CST.createScalarToken(value, { indent, type })).replace(/\n$/, '');
  }
  if (hasBreak || style === 'QUOTE_DOUBLE') return;
  if (style === 'QUOTE_SINGLE') yield `'${value.replaceAll("'", "''")}'`;
  // At the begin of a line these would end the document (YAML 1.2 §9.1.4).
  if (!/^(?:---|\.\.\.)/.test(value)) yield value;
}

/** Whether it is read as that value where it is to stand. */
function reads(text: string, value: string, { inFlow }: Place): boolean {
  return inFlow ? says(`[ ${text}, x ]`, [value, 'x']) : says(`k: ${text}\nx: x`, { k: value, x: 'x' });
}
