import { errnoOf } from '../errno.ts';

/** Why a file system refuses something, whichever of its codes says so. */
export type Refusal =
  | 'full'
  | 'forbidden'
  | 'tooManyFiles'
  | 'gone'
  | 'fileInTheWay'
  | 'folderInTheWay'
  | 'taken'
  | 'tooLarge'
  | 'nameTooLong'
  | 'inUse'
  | 'broken';

const refusals: Readonly<Record<string, Refusal>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  EROFS: 'forbidden',
  EMFILE: 'tooManyFiles',
  ENFILE: 'tooManyFiles',
  ENOENT: 'gone',
  ENOTDIR: 'fileInTheWay',
  EISDIR: 'folderInTheWay',
  ENOTEMPTY: 'folderInTheWay',
  EEXIST: 'taken',
  EFBIG: 'tooLarge',
  ENAMETOOLONG: 'nameTooLong',
  EBUSY: 'inUse',
  EIO: 'broken',
};

/** Undefined for a code that is not known here, and for an error without one. */
export function refusalOf(cause: unknown): Refusal | undefined {
  return refusals[errnoOf(cause) ?? ''];
}
