import type { Fixture, Fixtures } from './fixtures.ts';
import type { FileServer } from './file-server.ts';
import type { Recorder } from './results.ts';

/** What each part of the bench is given. */
export interface Bench {
  readonly fixtures: Fixtures;
  readonly server: FileServer;
  /** For what is downloaded, by whomever. */
  readonly folder: string;
  readonly recorder: Recorder;
  readonly rounds: number;
  /** How long a view is scrolled, in milliseconds. */
  readonly scrollMs: number;
  /** Where profiles of the host's threads go; left out: none are made. */
  readonly profiles?: string | undefined;
}

/** Bytes in so many milliseconds, as MB (1,000,000 bytes) a second. */
export function speedOf({ bytes }: Pick<Fixture, 'bytes'>, ms: number): number {
  return bytes / 1000 / ms;
}

/** Runs `measure` for each round, one after the other. */
export async function eachRound(rounds: number, measure: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < rounds; round += 1) await measure(round);
}
