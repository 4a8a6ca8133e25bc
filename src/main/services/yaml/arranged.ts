import type { Entry } from './entries.ts';
import type { Splice } from './splices.ts';
import type { YamlSource } from './yaml-source.ts';

/** What a collection is to consist of, in order: entries that stay, which keep their order, and new ones. */
export type Planned<TEntry extends Entry> = { readonly stays: TEntry } | { readonly comes: string };

/**
 * What is to be cut out of a collection in block style and put into it, so that it consists of what is planned. At least
 * one entry stays. What comes has lines that are indented already, but the first.
 */
export function arrangedInBlock<TEntry extends Entry>(
  source: YamlSource,
  entries: readonly TEntry[],
  plan: readonly Planned<TEntry>[],
): Splice[] {
  const splices: Splice[] = [];
  const { text, lineBreak } = source;
  const column = columnOf(source, entries[0]);
  const margin = ' '.repeat(column);
  const behind = ({ end }: TEntry) => source.behindInnerComments(source.nextLine(end), column);
  const staying = plan.flatMap((part) => ('stays' in part ? [part.stays] : []));
  const [first] = staying;
  let last: TEntry | undefined;
  for (const part of plan) {
    if ('stays' in part) {
      last = part.stays;
    } else if (last) {
      const at = behind(last);
      const isOpen = text[at - 1] !== '\n';
      const line = margin + part.comes;
      splices.push({ from: at, to: at, text: isOpen ? lineBreak + line : line + lineBreak });
    } else if (first) {
      // What may stand before it on its line, such as a dash, then stands before what comes.
      splices.push({ from: first.start, to: first.start, text: part.comes + lineBreak + margin });
    }
  }
  const stays = new Set(staying);
  let [leading] = entries;
  for (const entry of entries) {
    if (stays.has(entry)) leading = undefined;
    else if (leading && !beginsLine(source, leading)) continue;
    else splices.push({ from: source.lineStart(entry.start), to: behind(entry), text: '' });
  }
  const [head] = entries;
  if (head && first && !stays.has(head) && !beginsLine(source, head)) {
    splices.push({ from: head.start, to: first.start, text: '' });
  }
  return splices;
}

/** The same for a collection in flow style, between `[]` or `{}`. */
export function arrangedInFlow<TEntry extends Entry>(
  entries: readonly TEntry[],
  plan: readonly Planned<TEntry>[],
): Splice[] {
  const splices: Splice[] = [];
  const staying = plan.flatMap((part) => ('stays' in part ? [part.stays] : []));
  const [first] = staying;
  let last: TEntry | undefined;
  for (const part of plan) {
    if ('stays' in part) last = part.stays;
    else if (last) splices.push({ from: last.end, to: last.end, text: `, ${part.comes}` });
    else if (first) splices.push({ from: first.start, to: first.start, text: `${part.comes}, ` });
  }
  const stays = new Set(staying);
  for (const [n, entry] of entries.entries()) {
    if (stays.has(entry)) continue;
    const next = entries[n + 1];
    const isBehindAll = last && entry.start > last.end;
    if (isBehindAll) splices.push({ from: entries[n - 1]?.end ?? 0, to: entry.end, text: '' });
    else if (next) splices.push({ from: entry.start, to: next.start, text: '' });
  }
  return splices;
}

/** Of the collection's entries: characters before it on its line. */
export function columnOf(source: YamlSource, entry: Entry | undefined): number {
  return entry ? entry.start - source.lineStart(entry.start) : 0;
}

function beginsLine(source: YamlSource, { start }: Entry): boolean {
  return source.text.slice(source.lineStart(start), start).trim() === '';
}
