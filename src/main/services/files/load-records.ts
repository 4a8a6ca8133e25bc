import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { Failure } from '#router/contracts/failure.ts';
import { isId } from '../ids.ts';
import { temporarySuffix } from './write-durably.ts';

const extension = '.json';
const brokenMark = '.broken-';

/** Name of the file that keeps what has this id. */
export function recordFileName(id: string): string {
  return `${id}${extension}`;
}

export interface LoadRecordsOptions<TRecord> {
  readonly folder: string;
  readonly schema: z.ZodType<TRecord>;
  /** What a file holds, and what the folder is called, in words for a person: `draft`, `drafts`. */
  readonly one: string;
  readonly many: string;
  /** Told of each file that was set aside or could not be. */
  readonly onError: (error: unknown) => void;
}

export interface LoadedRecords<TRecord> {
  readonly records: readonly TRecord[];
  /** The text of each file that was set aside, now or earlier: a person may yet repair it. */
  readonly brokenTexts: readonly string[];
  /** The ids of those. */
  readonly brokenIds: ReadonlySet<string>;
}

/**
 * Reads the records of a folder, each from the file that its id names. A file that can't be read as one is set aside under
 * another name, never deleted, and the rest loads. What a kill left half-written was never acknowledged, and is removed.
 */
export async function loadRecords<TRecord extends { readonly id: string }>(
  options: LoadRecordsOptions<TRecord>,
): Promise<LoadedRecords<TRecord>> {
  const { folder, schema, one, onError } = options;
  const records: TRecord[] = [];
  for (const name of await readdir(folder)) {
    const id = name.slice(0, name.indexOf('.'));
    if (!isId(id)) continue;
    if (name === `${recordFileName(id)}${temporarySuffix}`) {
      await rm(join(folder, name), { force: true }).catch(onError);
    } else if (name === recordFileName(id)) {
      try {
        const record = schema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
        if (record.id !== id) throw new Error(`the file holds a ${one} of another id`);
        records.push(record);
      } catch (cause) {
        await setAside(name, cause, options);
      }
    }
  }
  return { records, ...(await readBroken(folder, onError)) };
}

async function setAside<TRecord>(
  name: string,
  cause: unknown,
  { folder, one, many, onError }: LoadRecordsOptions<TRecord>,
): Promise<void> {
  const aside = `${name}${brokenMark}${Date.now()}`;
  try {
    await rename(join(folder, name), join(folder, aside));
    onError(
      new Failure(
        'UNPROCESSABLE_CONTENT',
        `A ${one} could not be read and was set aside as ${aside}, in the ${many} folder. The other ${many} are not affected.`,
        { phase: 'store', file: aside },
        { cause },
      ),
    );
  } catch (renameError) {
    onError(new AggregateError([cause, renameError], `the broken ${one} ${name} could not be set aside`));
  }
}

async function readBroken(
  folder: string,
  onError: (error: unknown) => void,
): Promise<Pick<LoadedRecords<unknown>, 'brokenTexts' | 'brokenIds'>> {
  const brokenTexts: string[] = [];
  const brokenIds = new Set<string>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.name.includes(brokenMark)) continue;
    brokenIds.add(entry.name.slice(0, entry.name.indexOf('.')));
    if (!entry.isFile()) continue;
    try {
      brokenTexts.push(await readFile(join(folder, entry.name), 'utf8'));
    } catch (cause) {
      onError(cause);
    }
  }
  return { brokenTexts, brokenIds };
}
