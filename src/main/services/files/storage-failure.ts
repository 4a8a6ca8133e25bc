import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../errno.ts';

/** What could not be written or read, in words that follow "…, so". */
export interface Affected {
  /** Such as `this edit could not be saved`. */
  readonly what: string;
  /** What to do once the disk is well again, such as `edit again to save it`. */
  readonly then: string;
  /** What is not lost, as a sentence. */
  readonly kept?: string;
  /** Name (never a path) of the file as the person knows it. */
  readonly file?: string;
}

const full = { problem: 'The disk is full', remedy: 'Free some space' };
const forbidden = { problem: 'Parley may not use its data folder', remedy: 'Give it read and write access' };
const tooManyFiles = { problem: 'Too many files are open', remedy: 'Close some windows' };
const folderGone = { problem: "Parley's data folder is gone", remedy: 'Restart Parley' };

const known: Readonly<Record<string, { problem: string; remedy: string }>> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: forbidden,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  ENOENT: folderGone,
  ENOTDIR: { problem: 'A file is in the way of the data folder', remedy: 'Choose another data folder' },
  EEXIST: { problem: 'A file stands where the data folder should be', remedy: 'Choose another data folder' },
  EFBIG: { problem: 'The file system takes no file this large', remedy: 'Use a data folder on another disk' },
  EIO: { problem: 'The disk reported an error', remedy: 'Check the disk' },
};

/**
 * What to throw where the file system refused: a `Failure` of phase `store` with the errno and the remedy.
 * An error without a system code is a defect and comes back as it is.
 */
export function storageFailure(cause: unknown, { what, then, kept, file }: Affected): unknown {
  const errno = errnoOf(cause);
  if (errno === undefined || cause instanceof Failure) return cause;
  const { problem, remedy } = known[errno] ?? {
    problem: `The disk could not be used (${errno})`,
    remedy: 'Check the disk',
  };
  const message = [`${problem}, so ${what}.`, kept, `${remedy}, then ${then}.`].filter(Boolean).join(' ');
  return new Failure(
    'SERVICE_UNAVAILABLE',
    message,
    { phase: 'store', errno, ...(file === undefined ? {} : { file }) },
    { cause },
  );
}
