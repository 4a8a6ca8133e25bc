import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A number that was given on the command line as `--name`, or the usual one. Throws where it is none from 1 on. */
export function wholeNumber(name: string, given: string | undefined, usual: number): number {
  const value = given === undefined ? usual : Number(given);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name} ${given}: give a whole number from 1`);
  return value;
}

/** Writes results to where `--json` says, in a folder that is made where it is missing. */
export async function writeJson(file: string, content: unknown): Promise<void> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await writeFile(file, `${JSON.stringify(content, null, 1)}\n`);
}
