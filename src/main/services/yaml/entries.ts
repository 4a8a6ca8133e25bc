import type { CST, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import type { YamlSource } from './yaml-source.ts';

/** An item of a sequence or a pair of a mapping, as it stands in the text. */
export interface Entry {
  /** Its key, its dash, or what belongs to one of them. */
  readonly start: number;
  /** Behind its colon or dash: what it says stands from there on. */
  readonly from: number;
  /** Before the blanks, the comment and the line break behind it. */
  readonly end: number;
  readonly value: ParsedNode | null;
}

export interface PairEntry extends Entry {
  readonly key: string;
  /** It may be missing where nothing stands behind it. */
  readonly hasColon: boolean;
}

export function pairsOf(source: YamlSource, map: YAMLMap.Parsed): PairEntry[] {
  return map.items.map(({ key, value, srcToken }) => {
    const from = endOfIndicators(srcToken?.sep) ?? key.range[1];
    return {
      start: startOf(srcToken?.start) ?? key.range[0],
      from,
      end: endOf(source, value) ?? from,
      value,
      key: String(source.valueOf(key)),
      hasColon: srcToken?.sep?.some(({ type }) => type === 'map-value-ind') ?? false,
    };
  });
}

export function itemsOf(source: YamlSource, seq: YAMLSeq.Parsed): Entry[] {
  return seq.items.map((value, n) => {
    const tokens = seq.srcToken?.items[n]?.start;
    const [begin] = value.range;
    const from = seq.flow === true ? begin : (endOfIndicators(tokens) ?? begin);
    return { start: startOf(tokens) ?? begin, from, end: endOf(source, value) ?? from, value };
  });
}

/** undefined where nothing stands there. */
function endOf(source: YamlSource, value: ParsedNode | null): number | undefined {
  return value === null || value.range[0] === value.range[1] ? undefined : source.endOf(value);
}

const before: ReadonlySet<string> = new Set(['space', 'newline', 'comment', 'comma']);
const indicators: ReadonlySet<string> = new Set(['map-value-ind', 'seq-item-ind', 'anchor', 'tag']);

function startOf(tokens: readonly CST.SourceToken[] | undefined): number | undefined {
  return tokens?.find(({ type }) => !before.has(type))?.offset;
}

function endOfIndicators(tokens: readonly CST.SourceToken[] | undefined): number | undefined {
  const last = tokens?.findLast(({ type }) => indicators.has(type));
  return last && last.offset + last.source.length;
}
