import type { BigIntStats } from 'node:fs';

/**
 * What tells one text of a file from the next without reading it. The time of the last change of anything about the
 * file (ctime) is part of it, since nobody can set that one back.
 */
export function versionOf(stats: BigIntStats): string {
  return `${stats.mtimeNs}-${stats.ctimeNs}-${stats.size}-${stats.ino}`;
}

const nsPerMs = 1_000_000n;
/** How far apart two times are that a file system can tell from each other: FAT counts in 2 s, HFS+ in whole seconds. */
const coarseMs = 2000n;
const fineMs = 100n;

/**
 * Whether a text that was read at that time (milliseconds since the epoch) is surely the one of the version: a change right
 * after reading could leave all times as they are.
 */
export function isSettled(stats: Pick<BigIntStats, 'mtimeNs' | 'ctimeNs'>, readAtMs: number): boolean {
  const newest = stats.mtimeNs > stats.ctimeNs ? stats.mtimeNs : stats.ctimeNs;
  const precisionMs = newest % (1000n * nsPerMs) === 0n ? coarseMs : fineMs;
  return BigInt(Math.floor(readAtMs)) - newest / nsPerMs > precisionMs;
}
