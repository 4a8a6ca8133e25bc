import { isDeepStrictEqual } from 'node:util';
import {
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { alignItems } from './align-items.ts';
import { arrangedInBlock, arrangedInFlow, columnOf, type Planned } from './arranged.ts';
import { type Entry, itemsOf, type PairEntry, pairsOf } from './entries.ts';
import { type Splice, spliced } from './splices.ts';
import { behindColon, itemText, pairText, valueText } from './value-text.ts';
import { withoutAliases } from './without-aliases.ts';
import { says, YamlSource } from './yaml-source.ts';
import { isLeaf, isMapping, type YamlMapping } from './yaml-value.ts';

/** Thrown where a text can't be made to say something else without more of it being changed than was asked for. */
export class CannotRewriteError extends Error {
  override readonly name = 'CannotRewriteError';
}

/**
 * Makes a YAML text say `wanted`, and changes no more of it than that takes: comments, order, quoting, line ends and
 * whatever else stands there stay. The result is parsed again and compared with what was wanted.
 *
 * Throws `YamlProblem` for a text that does not parse, and `CannotRewriteError`.
 */
export function rewriteYaml(text: string, wanted: unknown): string {
  const source = new YamlSource(text);
  for (const blocks of [true, false]) {
    for (const attempt of attempts(source)) {
      const result = new Rewriting(attempt, blocks).to(wanted);
      if (says(result, wanted)) return result;
    }
  }
  throw new CannotRewriteError('The file is written in a way that Parley can’t change without harm');
}

function* attempts(source: YamlSource): Generator<YamlSource> {
  yield source;
  // A block at the end may need the line break that is missing there.
  if (!source.text.endsWith('\n')) yield new YamlSource(source.text + source.lineBreak);
  // What an alias stands for changes with its anchor: where one of them is to change alone they have to be told apart.
  const toldApart = withoutAliases(source);
  if (toldApart !== undefined) yield new YamlSource(toldApart);
}

/** Where a value stands. */
interface Slot {
  /** Behind the colon or the dash; in a flow sequence, and for the whole text, where the value begins. */
  readonly from: number;
  readonly inFlow: boolean;
  /** Of the key or the dash; -1 for the whole text. */
  readonly column: number;
  /** What is to stand from there on. */
  write(wanted: unknown, style?: Scalar.Type): string;
}

class Rewriting {
  readonly #source: YamlSource;
  /** Whether new texts may be blocks. */
  readonly #blocks: boolean;
  readonly #splices: Splice[] = [];

  constructor(source: YamlSource, blocks: boolean) {
    this.#source = source;
    this.#blocks = blocks;
  }

  to(wanted: unknown): string {
    const { text, lineBreak, value, document } = this.#source;
    if (isDeepStrictEqual(value, wanted)) return text;
    const { contents } = document;
    const write = (whole: unknown, style?: Scalar.Type) =>
      valueText(whole, { indent: 0, inFlow: false, blocks: this.#blocks }, style);
    if (contents === null || contents.range[0] === contents.range[1]) {
      const before = text === '' || text.endsWith('\n') ? '' : lineBreak;
      this.#splice(text.length, text.length, `${before}${write(wanted)}${lineBreak}`);
    } else {
      this.#node(contents, wanted, { from: contents.range[0], inFlow: false, column: -1, write });
    }
    return spliced(text, this.#splices);
  }

  #node(node: ParsedNode | null, wanted: unknown, slot: Slot): void {
    if (isDeepStrictEqual(this.#source.valueOf(node), wanted)) return;
    if (isMap(node) && isMapping(wanted) && this.#pairs(node, wanted)) return;
    if (isSeq(node) && Array.isArray(wanted) && this.#items(node, wanted)) return;
    this.#value(node, wanted, slot);
  }

  /** @returns false where no pair stays. */
  #pairs(map: YAMLMap.Parsed, wanted: YamlMapping): boolean {
    const entries = pairsOf(this.#source, map);
    const indent = columnOf(this.#source, entries[0]);
    const place = { indent, inFlow: map.flow === true, blocks: this.#blocks };
    const plan: Planned<PairEntry>[] = entries.flatMap((entry) =>
      Object.hasOwn(wanted, entry.key) ? [{ stays: entry }] : [],
    );
    if (plan.length === 0) return false;
    const known = new Map(entries.map((entry) => [entry.key, entry]));
    let at = 0;
    for (const [key, value] of Object.entries(wanted)) {
      const entry = known.get(key);
      if (entry) {
        at = plan.findIndex((part) => 'stays' in part && part.stays === entry) + 1;
        const colon = entry.hasColon ? '' : ':';
        this.#node(entry.value, value, {
          from: entry.from,
          inFlow: place.inFlow,
          column: place.indent,
          write: (inner, style) => colon + behindColon(inner, place, style),
        });
      } else {
        plan.splice(at++, 0, { comes: pairText(key, value, place) });
      }
    }
    this.#arrange(entries, plan, place.inFlow);
    return true;
  }

  /** @returns false where no item stays. */
  #items(seq: YAMLSeq.Parsed, wanted: readonly unknown[]): boolean {
    const source = this.#source;
    const inFlow = seq.flow === true;
    const entries = itemsOf(source, seq);
    const indent = columnOf(source, entries[0]);
    const place = { indent, inFlow, blocks: this.#blocks };
    const textOf = (value: unknown) => (inFlow ? valueText(value, place) : itemText(value, place));
    const plan: Planned<Entry>[] = [];
    for (const item of alignItems(
      seq.items.map((node) => source.valueOf(node)),
      wanted,
    )) {
      const entry = item.kind === 'added' ? undefined : entries[item.index];
      if (!entry) {
        plan.push({ comes: textOf(item.value) });
        continue;
      }
      const write = (value: unknown, style?: Scalar.Type) =>
        inFlow
          ? valueText(value, place, style)
          : ` ${valueText(value, { ...place, indent: indent + 2 }, style)}`;
      const slot = { from: entry.from, inFlow, column: indent, write };
      if (item.kind === 'moved') {
        plan.push({ comes: this.#moved(entry, item.value, slot) });
      } else {
        plan.push({ stays: entry });
        this.#node(entry.value, item.value, slot);
      }
    }
    if (!plan.some((part) => 'stays' in part)) return false;
    this.#arrange(entries, plan, inFlow);
    return true;
  }

  /** An item as it is to stand at another place, without a line break at its end. */
  #moved(entry: Entry, wanted: unknown, slot: Slot): string {
    const source = this.#source;
    const end = slot.inFlow ? entry.end : source.behindInnerComments(source.nextLine(entry.end), slot.column);
    const inner = new Rewriting(source, this.#blocks);
    inner.#node(entry.value, wanted, slot);
    const splices = inner.#splices.map(({ from, to, text }) => ({
      from: from - entry.start,
      to: to - entry.start,
      text,
    }));
    const text = spliced(source.text.slice(entry.start, end), splices);
    return slot.inFlow ? text : text.replace(/\r?\n$/, '');
  }

  #arrange<TEntry extends Entry>(
    entries: readonly TEntry[],
    plan: readonly Planned<TEntry>[],
    inFlow: boolean,
  ): void {
    const splices = inFlow ? arrangedInFlow(entries, plan) : arrangedInBlock(this.#source, entries, plan);
    for (const { from, to, text } of splices) this.#splice(from, to, text);
  }

  #value(node: ParsedNode | null, wanted: unknown, slot: Slot): void {
    const source = this.#source;
    const isNothing = node === null || node.range[0] === node.range[1];
    let end = isNothing ? slot.from : source.endOf(node);
    let text = this.#indentedAs(node, slot.write(wanted, isScalar(node) ? node.type : undefined), slot);
    // What stands between the colon and a scalar stays as it is: blanks.
    const from =
      isScalar(node) && !isNothing && isLeaf(wanted) && !text.includes('\n') ? node.range[0] : slot.from;
    if (from !== slot.from) text = text.trimStart();
    if (!slot.inFlow) {
      const head = from === slot.from ? this.#headComment(node, slot, end) : undefined;
      // Behind more than one line it would become part of the last.
      const tail = head === undefined || text.includes('\n') ? this.#comment(end) : '';
      if (tail !== '') end = source.lineEnd(end);
      const [first = '', ...others] = text.split('\n');
      text = [first + (head ?? '') + tail, ...others].join('\n');
    }
    if (!isNothing && !slot.inFlow && isCollection(node)) {
      const next = source.nextLine(end);
      const behind = source.behindInnerComments(next, slot.column);
      if (behind > next) end = source.lineEnd(behind - 1);
    }
    this.#splice(from, end, text);
  }

  /** A block that takes the place of another has its lines begin where those of the other do. */
  #indentedAs(node: ParsedNode | null, text: string, { column }: Slot): string {
    const [header = '', ...lines] = text.split('\n');
    if (!isBlock(node) || !/^ *[|>][+-]?$/.test(header)) return text;
    const [oldHeader = '', ...old] = this.#source.text.slice(node.range[0], node.range[1]).split('\n');
    const [margin] = /^ +/.exec(old.find((line) => line.trim() !== '') ?? '') ?? [];
    if (margin === undefined || /^[|>][+-]?\d/.test(oldHeader)) return text;
    const now = ' '.repeat(column + 2);
    return [header, ...lines.map((line) => line.replace(now, line.startsWith(now) ? margin : now))].join(
      '\n',
    );
  }

  /** The comment on the line of the key or dash, where a value stands below it; undefined where it stands beside. */
  #headComment(node: ParsedNode | null, { from }: Slot, end: number): string | undefined {
    const source = this.#source;
    if (source.lineEnd(from) >= end) return undefined;
    if (!isBlock(node)) return this.#comment(from);
    const [start] = node.range;
    return /\s#.*$/.exec(source.text.slice(start, source.lineEnd(start)))?.[0] ?? '';
  }

  /** With a blank before it; '' where the rest of the line is none. */
  #comment(from: number): string {
    const rest = this.#source.text.slice(from, this.#source.lineEnd(from));
    if (!rest.trimStart().startsWith('#')) return '';
    return /^\s/.test(rest) ? rest : ` ${rest}`;
  }

  /** Lines of the text end as the others do. */
  #splice(from: number, to: number, text: string): void {
    const { lineBreak } = this.#source;
    this.#splices.push({ from, to, text: text.replaceAll(/\r?\n/g, lineBreak) });
  }
}

function isBlock(node: ParsedNode | null): node is Scalar.Parsed {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}
