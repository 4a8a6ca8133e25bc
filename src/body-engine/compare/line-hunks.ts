import { diffArrays } from 'diff';
import type { Comparison, Hunk } from '#router/contracts/body-compare.ts';

/**
 * Lines of both sides that stand elsewhere on the other one: beyond this they are not aligned. The work grows with the
 * square of it (a few seconds here), and nobody reads so many differences.
 */
const maxMovedLines = 5_000;

/** Lines of both sides together: so many took 110 to 180 MiB of memory, and 100 more where many differ, beside the bodies. */
const maxLines = 2_000_000;
const lineFeed = 0x0a;

/**
 * The least that has to change for `left` to become `right`, line by line (Myers, O(ND)).
 * @param left,right whole bodies; a line is what ends with a line feed, which counts as a part of it
 * @returns why not, in a sentence, where both have more than 2,000,000 lines together, or more than 5,000 stand elsewhere
 */
export function lineHunks(left: Uint8Array, right: Uint8Array): Comparison['lines'] {
  if (lineCount(left) + lineCount(right) > maxLines) {
    return {
      tooMuch: `Together they have more than ${maxLines.toLocaleString('en')} lines: too much to compare line by line.`,
    };
  }
  const numbers = new Map<string, number>();
  const leftLines = numberLines(left, numbers);
  const rightLines = numberLines(right, numbers);
  // A line that one side alone has can't be aligned: without these the rest is aligned much faster, and the same.
  const leftShared = sharedWith(rightLines, leftLines, numbers.size);
  const rightShared = sharedWith(leftLines, rightLines, numbers.size);
  const changes = diffArrays(
    Array.from(leftShared, (line) => leftLines[line]),
    Array.from(rightShared, (line) => rightLines[line]),
    { maxEditLength: maxMovedLines },
  );
  if (!changes) {
    return { tooMuch: `More than ${maxMovedLines.toLocaleString('en')} lines of them stand elsewhere.` };
  }

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
      if (leftLine !== undefined && rightLine !== undefined) pair(leftLine, rightLine);
    }
  }
  pair(leftLines.length, rightLines.length);
  return { hunks };
}

/** Which of the lines are among the others. @param numbers how many there are */
function sharedWith(others: Uint32Array, lines: Uint32Array, numbers: number): Uint32Array {
  const isAmongOthers = new Uint8Array(numbers);
  for (const number of others) isAmongOthers[number] = 1;
  const shared = new Uint32Array(lines.length);
  let count = 0;
  for (let line = 0; line < lines.length; line++) {
    if (isAmongOthers[lines[line] ?? 0] === 1) shared[count++] = line;
  }
  return shared.subarray(0, count);
}

/** Each line as a number, the same for the same bytes. */
function numberLines(bytes: Uint8Array, numbers: Map<string, number>): Uint32Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines = new Uint32Array(lineCount(bytes));
  let start = 0;
  for (let each = 0; each < lines.length; each++) {
    const feed = buffer.indexOf(lineFeed, start);
    const end = feed === -1 ? buffer.byteLength : feed + 1;
    const line = buffer.toString('latin1', start, end);
    let number = numbers.get(line);
    if (number === undefined) numbers.set(line, (number = numbers.size));
    lines[each] = number;
    start = end;
  }
  return lines;
}

function lineCount(bytes: Uint8Array): number {
  let feeds = 0;
  for (let at = 0; at < bytes.byteLength; at++) if (bytes[at] === lineFeed) feeds++;
  return bytes.byteLength === 0 || bytes.at(-1) === lineFeed ? feeds : feeds + 1;
}
