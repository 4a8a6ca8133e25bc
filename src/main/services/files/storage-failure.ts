import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../errno.ts';
import { type Refusal, refusalOf } from './refusal.ts';

/** What could not be written or read. */
export interface Affected {
  /** Words that follow "…, so", such as `this edit could not be saved`; without `then` they begin the message. */
  readonly what: string;
  /** What to do once the disk is well again, such as `edit again to save it`; left out where the remedy is all of it. */
  readonly then?: string;
  /** What is not lost, as a sentence. */
  readonly kept?: string;
  /** Name (never a path) of the file as the person knows it. */
  readonly file?: string;
}

interface Words {
  readonly problem: string;
  readonly remedy: string;
}

/** Refusals whose words differ from place to place. What is left out is told by its code. */
export type PlaceWords = Readonly<Partial<Record<Refusal, Words>>>;

const broken: Words = { problem: 'The disk reported an error', remedy: 'Check the disk' };

const everywhere: PlaceWords = {
  full: { problem: 'The disk is full', remedy: 'Free some space' },
  readOnly: { problem: 'The disk is read-only', remedy: 'Make it writable' },
  tooManyFiles: { problem: 'Too many files are open', remedy: 'Close some windows' },
  broken,
};

const dataFolder: PlaceWords = {
  forbidden: { problem: 'Parley may not use its data folder', remedy: 'Give it read and write access' },
  gone: { problem: "Parley's data folder is gone", remedy: 'Restart Parley' },
  fileInTheWay: { problem: 'A file is in the way of the data folder', remedy: 'Choose another data folder' },
  taken: { problem: 'A file stands where the data folder should be', remedy: 'Choose another data folder' },
  tooLarge: {
    problem: 'The file system takes no file this large',
    remedy: 'Use a data folder on another disk',
  },
};

/**
 * What to throw where the file system refused: a `Failure` of phase `store` with the errno and the remedy.
 * An error without a system code is a defect and comes back as it is.
 * @param place words about another place than the data folder
 */
export function storageFailure(cause: unknown, affected: Affected, place: PlaceWords = dataFolder): unknown {
  const errno = errnoOf(cause);
  if (errno === undefined || cause instanceof Failure) return cause;
  const { what, then, kept, file } = affected;
  const { problem, remedy } = wordsFor(refusalOf(cause), errno, place);
  const sentences =
    then === undefined
      ? [`${what}.`, `${problem}.`, kept, `${remedy}.`]
      : [`${problem}, so ${what}.`, kept, `${remedy}, then ${then}.`];
  return new Failure(
    'SERVICE_UNAVAILABLE',
    sentences.filter(Boolean).join(' '),
    { phase: 'store', errno, ...(file === undefined ? {} : { file }) },
    { cause },
  );
}

function wordsFor(refusal: Refusal | undefined, errno: string, place: PlaceWords): Words {
  const known = refusal && (place[refusal] ?? everywhere[refusal]);
  const { remedy } = place.broken ?? broken;
  return known ?? { problem: `The disk could not be used (${errno})`, remedy };
}
