import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { errnoOf } from '#main/services/errno.ts';
import { writeDurably } from '#main/services/files/write-durably.ts';

const settingSchema = z.object({ checkAtStart: z.boolean() });

/**
 * Whether Parley looks for updates each time it starts: not until somebody has asked for that.
 * @param report told why the choice could not be read; then nobody is asked for updates.
 */
export async function readCheckAtStart(file: string, report: (error: unknown) => void): Promise<boolean> {
  try {
    return settingSchema.parse(JSON.parse(await readFile(file, 'utf8'))).checkAtStart;
  } catch (cause) {
    // Nobody has chosen yet.
    if (errnoOf(cause) !== 'ENOENT') report(cause);
    return false;
  }
}

/** Resolves when the choice is on the disk; rejects with the system's error. */
export function writeCheckAtStart(file: string, checkAtStart: boolean): Promise<void> {
  return writeDurably(file, JSON.stringify({ checkAtStart }));
}
