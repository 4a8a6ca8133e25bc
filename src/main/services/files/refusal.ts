import { errnoOf } from '../errno.ts';

/** Why a file system refuses something, whichever of its codes says so. */
export type Refusal =
  | 'full'
  | 'forbidden'
  | 'readOnly'
  | 'tooManyFiles'
  | 'gone'
  | 'fileInTheWay'
  | 'folderInTheWay'
  | 'taken'
  | 'tooLarge'
  | 'nameTooLong'
  /** A socket, a device, a link where none can be. */
  | 'special'
  | 'inUse'
  | 'broken';

const refusals: Readonly<Record<string, Refusal>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  EROFS: 'readOnly',
  EMFILE: 'tooManyFiles',
  ENFILE: 'tooManyFiles',
  ENOENT: 'gone',
  ENOTDIR: 'fileInTheWay',
  EISDIR: 'folderInTheWay',
  ENOTEMPTY: 'folderInTheWay',
  EEXIST: 'taken',
  EFBIG: 'tooLarge',
  ENAMETOOLONG: 'nameTooLong',
  EINVAL: 'special',
  EBUSY: 'inUse',
  EIO: 'broken',
};

/** Undefined for a code that is not known here, and for an error without one. */
export function refusalOf(cause: unknown): Refusal | undefined {
  return refusals[errnoOf(cause) ?? ''];
}
