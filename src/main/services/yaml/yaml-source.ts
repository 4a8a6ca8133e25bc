import { isDeepStrictEqual } from 'node:util';
import { type Document, isAlias, isMap, isScalar, type ParsedNode } from 'yaml';
import { itemsOf, pairsOf } from './entries.ts';
import { parseYaml, YamlProblem } from './parse-yaml.ts';

export { YamlProblem };

/** A YAML text, and what it says. */
export class YamlSource {
  readonly text: string;
  readonly document: Document.Parsed;
  /** `null` where there is nothing but comments. */
  readonly value: unknown;

  /** Throws `YamlProblem`. */
  constructor(text: string) {
    this.text = text;
    const { document, value } = parseYaml(text, { keepSourceTokens: true });
    this.document = document;
    this.value = value;
  }

  /** How its lines end: as the first one does. */
  get lineBreak(): '\n' | '\r\n' {
    return /^.*\r\n/.test(this.text) ? '\r\n' : '\n';
  }

  valueOf(node: ParsedNode | null): unknown {
    return node === null ? null : node.toJS(this.document);
  }

  /** Where what a node says ends: before the blanks, the comment and the line break behind it. */
  endOf(node: ParsedNode): number {
    const [from, to] = node.range;
    if (isScalar(node)) {
      const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
      return isBlock ? from + withoutLastBreaks(this.text.slice(from, to)).length : to;
    }
    if (isAlias(node) || node.flow === true) return to;
    return (isMap(node) ? pairsOf(this, node) : itemsOf(this, node)).at(-1)?.end ?? to;
  }

  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Where the line ends that holds the offset, before its break. */
  lineEnd(offset: number): number {
    const next = this.nextLine(offset);
    return next - (/\r?\n$/.exec(this.text.slice(offset, next))?.[0].length ?? 0);
  }

  /** Where the line behind the one begins that holds the offset; the end of the text where there is none. */
  nextLine(offset: number): number {
    const feed = this.text.indexOf('\n', offset);
    return feed === -1 ? this.text.length : feed + 1;
  }

  /** Behind the lines from `offset` on that hold comments further in than `column`: they belong to what stands before. */
  behindInnerComments(offset: number, column: number): number {
    const inner = new RegExp(`(?:[ \\t]*\\r?\\n)* {${column + 1},}#[^\\n]*(?:\\n|$)`, 'y');
    let behind = offset;
    for (;;) {
      inner.lastIndex = behind;
      if (!inner.test(this.text)) return behind;
      behind = inner.lastIndex;
    }
  }
}

/** Of a block scalar. Line breaks at its end are its own where it says so with a `+`. */
function withoutLastBreaks(block: string): string {
  return /^[|>]\d?\+/.test(block) ? block.replace(/\r?\n$/, '') : block.replace(/(?:\r?\n[ \t]*)+$/, '');
}

/** Whether a text is YAML and says that. */
export function says(text: string, value: unknown): boolean {
  try {
    return isDeepStrictEqual(new YamlSource(text).value, value);
  } catch (cause) {
    if (cause instanceof YamlProblem) return false;
    throw cause;
  }
}
