import { FileChangedError, replaceFile } from './replace-file.ts';
import { textAt, type TextFiles } from './text-files.ts';
import { Turns } from './turns.ts';

export interface Rewriting {
  readonly texts: TextFiles;
  /** Gives it up for as long as the file has its old text. */
  readonly signal: AbortSignal;
}

/** How often an edit is made again on what others have just written, before the person is asked to. */
const maxAttempts = 10;

/** By file: of two edits that come at once, of two windows say, the later one is made on the earlier one. */
const turns = new Turns();

/**
 * Changes what a file of the user's says, or makes it, after the edits of it that came before: as `replaceFile` does, and again
 * where others write to it at the same time.
 * @param edit given what the file says, or undefined where there is none; called again where others have written it
 * meanwhile. What it returns is to stand there; undefined leaves all as it is.
 * @returns what `edit` has returned last. Throws as `replaceFile` does, and what `edit` throws; the file is as it was then.
 */
export async function rewriteFile<TText extends string | undefined>(
  path: string,
  edit: (text: string | undefined) => TText | Promise<TText>,
  { texts, signal }: Rewriting,
): Promise<TText> {
  using _turn = await turns.take(path, signal);
  let expected = await textAt(path, texts, signal);
  for (let attempt = 1; ; attempt += 1) {
    const text = await edit(expected);
    if (text === undefined) return text;
    try {
      await replaceFile(path, { expected, text, texts, signal });
      return text;
    } catch (cause) {
      if (!(cause instanceof FileChangedError) || attempt === maxAttempts) throw cause;
      expected = cause.found;
    }
  }
}
