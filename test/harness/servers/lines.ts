/**
 * Text of any size whose content at every offset is known: lines of 64 bytes, each with its number,
 * `line 0000000042 ....`. Line n (from 0) starts at byte 64 n.
 */
export const lineBytes = 64;

const linesPerBlock = 1024;
const digits = 10;
const prefix = 'line ';

/** Line `n` with its line feed. */
export function lineAt(n: number): string {
  return `${prefix}${String(n).padStart(digits, '0')} ${'.'.repeat(lineBytes - prefix.length - digits - 2)}\n`;
}

/** `totalBytes` of numbered lines (the last one cut off where it must be), in blocks of 64 KiB, each one new. */
export function* numberedLines(totalBytes: number): Generator<Buffer> {
  const template = Buffer.from(lineAt(0).repeat(linesPerBlock), 'latin1');
  for (let start = 0; start < totalBytes; start += template.length) {
    const block = Buffer.from(template);
    for (let line = 0; line < linesPerBlock; line++) {
      writeNumber(block, line * lineBytes + prefix.length, start / lineBytes + line);
    }
    yield block.subarray(0, totalBytes - start);
  }
}

function writeNumber(block: Buffer, at: number, number: number): void {
  let rest = number;
  for (let digit = at + digits - 1; rest > 0; digit--) {
    block[digit] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
