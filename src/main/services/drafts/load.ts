import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import { temporarySuffix } from '../files/write-durably.ts';
import { isId } from '../ids.ts';
import { type StoredDraft, storedDraftSchema } from './draft-file.ts';

const extension = '.json';
const brokenMark = '.broken-';

export function draftFileName(id: string): string {
  return `${id}${extension}`;
}

export interface LoadedDrafts {
  readonly drafts: readonly StoredDraft[];
  /** The text of each file that was set aside, now or earlier: a person may yet repair it. */
  readonly brokenTexts: readonly string[];
}

/**
 * Reads the drafts of a folder. A file that can't be read as a draft is set aside under another name, never deleted,
 * and the rest loads. What a kill left half-written was never acknowledged, and is removed.
 * @param onError told of each file that was set aside or could not be.
 */
export async function loadDrafts(folder: string, onError: (error: unknown) => void): Promise<LoadedDrafts> {
  const drafts: StoredDraft[] = [];
  for (const name of await readdir(folder)) {
    const id = name.slice(0, name.indexOf('.'));
    if (!isId(id)) continue;
    if (name === `${draftFileName(id)}${temporarySuffix}`) {
      await rm(join(folder, name), { force: true }).catch(onError);
    } else if (name === draftFileName(id)) {
      try {
        drafts.push(await readDraft(join(folder, name), id));
      } catch (cause) {
        await setAside(folder, name, cause, onError);
      }
    }
  }
  return { drafts, brokenTexts: await readBroken(folder, onError) };
}

async function readDraft(path: string, id: string): Promise<StoredDraft> {
  const draft = storedDraftSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  if (draft.id !== id) throw new Error('the file holds a draft of another id');
  return draft;
}

async function setAside(
  folder: string,
  name: string,
  cause: unknown,
  onError: (error: unknown) => void,
): Promise<void> {
  const aside = `${name}${brokenMark}${Date.now()}`;
  try {
    await rename(join(folder, name), join(folder, aside));
    onError(
      new Failure(
        'UNPROCESSABLE_CONTENT',
        `A draft could not be read and was set aside as ${aside}, in the drafts folder. The other drafts are not affected.`,
        { phase: 'store', file: aside },
        { cause },
      ),
    );
  } catch (renameError) {
    onError(new AggregateError([cause, renameError], `the broken draft ${name} could not be set aside`));
  }
}

async function readBroken(folder: string, onError: (error: unknown) => void): Promise<string[]> {
  const texts: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.includes(brokenMark)) continue;
    try {
      texts.push(await readFile(join(folder, entry.name), 'utf8'));
    } catch (cause) {
      onError(cause);
    }
  }
  return texts;
}
