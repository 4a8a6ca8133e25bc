import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeDurably } from '#main/services/files/write-durably.ts';

const settingSchema = z.object({ checkAtStart: z.boolean() });

/** Whether Parley looks for updates each time it starts: not until somebody has asked for that. */
export async function readCheckAtStart(file: string): Promise<boolean> {
  try {
    return settingSchema.parse(JSON.parse(await readFile(file, 'utf8'))).checkAtStart;
  } catch {
    // Nobody has chosen yet, or one can't tell what: then nobody is asked for updates.
    return false;
  }
}

/** Resolves when the choice is on the disk; rejects with the system's error. */
export function writeCheckAtStart(file: string, checkAtStart: boolean): Promise<void> {
  return writeDurably(file, JSON.stringify({ checkAtStart }));
}
