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
  for (const attempt of attempts(source)) {
    const result = new Rewriting(attempt).to(wanted);
    if (says(result, wanted)) return result;
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
  readonly #splices: Splice[] = [];

  constructor(source: YamlSource) {
    this.#source = source;
  }

  to(wanted: unknown): string {
    const { text, lineBreak, value, document } = this.#source;
    if (isDeepStrictEqual(value, wanted)) return text;
    const { contents } = document;
    const write = (whole: unknown, style?: Scalar.Type) =>
      valueText(whole, { indent: 0, inFlow: false }, style);
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
    const place = { indent: columnOf(this.#source, entries[0]), inFlow: map.flow === true };
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
    const textOf = (value: unknown) =>
      inFlow ? valueText(value, { indent, inFlow }) : itemText(value, indent);
    const plan: Planned<Entry>[] = [];
    for (const item of alignItems(
      seq.items.map((node) => source.valueOf(node)),
      wanted,
    )) {
      const entry = item.kind === 'added' ? undefined : entries[item.index];
      if (item.kind === 'added') {
        plan.push({ comes: textOf(item.value) });
      } else if (entry && item.kind === 'moved') {
        const end = inFlow ? entry.end : source.lineEnd(entry.end);
        plan.push({ comes: source.text.slice(entry.start, end) });
      } else if (entry && item.kind === 'kept') {
        plan.push({ stays: entry });
        const write = (value: unknown, style?: Scalar.Type) =>
          inFlow
            ? valueText(value, { indent, inFlow }, style)
            : ` ${valueText(value, { indent: indent + 2, inFlow }, style)}`;
        this.#node(entry.value, item.value, { from: entry.from, inFlow, column: indent, write });
      }
    }
    if (!plan.some((part) => 'stays' in part)) return false;
    this.#arrange(entries, plan, inFlow);
    return true;
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
    let text = slot.write(wanted, isScalar(node) ? node.type : undefined);
    // What stands between the colon and a scalar stays as it is: blanks.
    const from =
      isScalar(node) && !isNothing && isLeaf(wanted) && !text.includes('\n') ? node.range[0] : slot.from;
    if (from !== slot.from) text = text.trimStart();
    if (!slot.inFlow) {
      const isBelow = source.lineEnd(slot.from) < end && !isScalar(node);
      const comment = isBelow
        ? source.text.slice(slot.from, source.lineEnd(slot.from))
        : source.text.slice(end, source.lineEnd(end));
      if (comment.trimStart().startsWith('#')) {
        if (!isBelow) end = source.lineEnd(end);
        const [first = '', ...others] = text.split('\n');
        text = [first + (/^\s/.test(comment) ? comment : ` ${comment}`), ...others].join('\n');
      }
    }
    if (!isNothing && !slot.inFlow && isCollection(node)) {
      const next = source.nextLine(end);
      const behind = source.behindInnerComments(next, slot.column);
      if (behind > next) end = source.lineEnd(behind - 1);
    }
    this.#splice(from, end, text);
  }

  /** Lines of the text end as the others do. */
  #splice(from: number, to: number, text: string): void {
    const { lineBreak } = this.#source;
    this.#splices.push({ from, to, text: text.replaceAll(/\r?\n/g, lineBreak) });
  }
}
