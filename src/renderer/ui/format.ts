const units = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes for people: `512 B`, `3.2 MiB`, `300 MiB`. At most one decimal, and none where it says nothing. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes / 1024;
  let unit = 0;
  // 1023.95 would round to "1024 KiB"; it belongs to the next unit.
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${trimmed(value, value < 100 ? 1 : 0)} ${units[unit]}`;
}

/** How much of something large is done, in one unit, so that the figures can be compared: `312 of 1,024 MiB`. */
export function formatShare(doneBytes: number, totalBytes: number): string {
  const inMiB = (bytes: number) => Math.round(bytes / 1024 / 1024).toLocaleString('en-US');
  return `${inMiB(doneBytes)} of ${inMiB(totalBytes)} MiB`;
}

/** A number of bytes in full, for those who count them: `3,355,443 bytes`. */
export function formatExactBytes(bytes: number): string {
  return `${bytes.toLocaleString('en-US')} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** Milliseconds for people: `0.4 ms`, `85 ms`, `1.24 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 9.95) return `${trimmed(ms, 1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${trimmed(ms / 1000, 2)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Bytes a second for people: `1.5 MiB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(Math.round(bytesPerSecond))}/s`;
}

/** `1 row`, `2 rows`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Of a long name these many characters are kept, of its begin and of its end. */
const kept = { first: 24, last: 12 };

/** Words for a narrow place: of long names in quotes the middle is left out. Names are known by how they begin and end. */
export function withShortNames(words: string): string {
  return words.replaceAll(/“([^“”]*)”/g, (quoted, name: string) => {
    const characters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
    if (characters.length <= kept.first + kept.last + 1) return quoted;
    return `“${characters.slice(0, kept.first).join('')}…${characters.slice(-kept.last).join('')}”`;
  });
}

function trimmed(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}
