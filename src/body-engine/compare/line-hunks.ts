import { diffArrays } from 'diff';
import type { Hunk } from '#router/contracts/body-compare.ts';

/**
 * Lines of both sides that stand elsewhere on the other one: beyond this they are not aligned. The work grows with the
 * square of it (a few seconds here), and nobody reads so many differences.
 */
export const maxMovedLines = 5_000;

interface NumberedLine {
  readonly line: number;
  /** The same for the same bytes. */
  readonly number: number;
}

/**
 * The least that has to change for `left` to become `right`, line by line (Myers, O(ND)).
 * @param left,right whole bodies; a line is what ends with a line feed, which counts as a part of it
 * @returns undefined where too many lines stand elsewhere
 */
export function lineHunks(left: Uint8Array, right: Uint8Array): Hunk[] | undefined {
  const numbers = new Map<string, number>();
  const leftLines = numberLines(left, numbers);
  const rightLines = numberLines(right, numbers);
  // A line that one side alone has can't be aligned: without these the rest is aligned much faster, and the same.
  const leftShared = sharedWith(rightLines, leftLines);
  const rightShared = sharedWith(leftLines, rightLines);
  const changes = diffArrays(
    leftShared.map(({ number }) => number),
    rightShared.map(({ number }) => number),
    { maxEditLength: maxMovedLines },
  );
  if (!changes) return undefined;

  const hunks: Hunk[] = [];
  let leftEnd = 0;
  let rightEnd = 0;
  /** Whatever stands between the pair before and this one is a hunk. */
  const pair = (leftLine: number, rightLine: number) => {
    if (leftLine > leftEnd || rightLine > rightEnd) {
      hunks.push({
        left: { first: leftEnd, count: leftLine - leftEnd },
        right: { first: rightEnd, count: rightLine - rightEnd },
      });
    }
    leftEnd = leftLine + 1;
    rightEnd = rightLine + 1;
  };
  const leftRest = leftShared.values();
  const rightRest = rightShared.values();
  for (const { added, removed, count } of changes) {
    for (let n = 0; n < count; n++) {
      const leftLine = added ? undefined : leftRest.next().value;
      const rightLine = removed ? undefined : rightRest.next().value;
      if (leftLine && rightLine) pair(leftLine.line, rightLine.line);
    }
  }
  pair(leftLines.length, rightLines.length);
  return hunks;
}

function sharedWith(others: readonly number[], lines: readonly number[]): NumberedLine[] {
  const known = new Set(others);
  return lines.flatMap((number, line) => (known.has(number) ? [{ line, number }] : []));
}

/** Each line as a number, the same for the same bytes. */
function numberLines(bytes: Uint8Array, numbers: Map<string, number>): number[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines: number[] = [];
  for (let start = 0; start < buffer.byteLength; ) {
    const feed = buffer.indexOf(10, start);
    const end = feed === -1 ? buffer.byteLength : feed + 1;
    const line = buffer.toString('latin1', start, end);
    let number = numbers.get(line);
    if (number === undefined) numbers.set(line, (number = numbers.size));
    lines.push(number);
    start = end;
  }
  return lines;
}
