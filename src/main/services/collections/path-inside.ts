import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../errno.ts';

/**
 * Where something of a collection is in the file system. Who shares a collection must not have Parley read or write
 * elsewhere, and not wait for ever: a link that leads out, a pipe and a device are refused; a link within is fine.
 *
 * It is looked at when it is asked for. A program of this user that swaps something at the same moment is not kept out.
 * @param root the collection's folder, without links in its path
 * @param path from that folder on, with `/`; nothing need be there yet
 * Throws a `Failure` PRECONDITION_FAILED that names it.
 */
export function pathInside(root: string, path: string): string {
  const absolute = join(root, path);
  const name = basename(absolute);
  if (path.includes('\0') || (absolute !== root && !absolute.startsWith(root + sep))) throw leadsOut(name);
  const real = realOf(absolute, root);
  // A folder that is gone, or may not be read: whoever uses the path is told so in words that fit.
  if (real === undefined) return absolute;
  if (!`${real.path}${sep}`.startsWith(root + sep)) {
    throw realOf(root, root)?.path === root ? leadsOut(name) : isReplaced(basename(root));
  }
  if (!real.isUsable) throw isNoFile(name);
  return absolute;
}

interface Real {
  readonly path: string;
  /** A file or a folder. */
  readonly isUsable: boolean;
}

/**
 * Of what a path leads to; where nothing is there, of the first folder above it that is, up to `root`. Undefined where none
 * can be read.
 */
function realOf(path: string, root: string): Real | undefined {
  try {
    const stats = statSync(path);
    return { path: realpathSync(path), isUsable: stats.isFile() || stats.isDirectory() };
  } catch (cause) {
    const errno = errnoOf(cause);
    if (errno === undefined) throw cause;
    if (errno !== 'ENOENT' || path === root) return undefined;
  }
  // A link that leads nowhere is nothing to be read, and never written through: `replaceFile` refuses it.
  return isLink(path) ? undefined : realOf(dirname(path), root);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function leadsOut(name: string): Failure {
  return new Failure(
    'PRECONDITION_FAILED',
    `“${name}” leads out of the collection's folder, and Parley follows no links there. Put the file itself in the link's place.`,
    { phase: 'store', errno: 'ERR_OUTSIDE', file: name },
  );
}

function isReplaced(name: string): Failure {
  return new Failure(
    'PRECONDITION_FAILED',
    `A link has taken the place of the collection's folder “${name}”. Close the collection, then open the folder that you mean.`,
    { phase: 'store', errno: 'ERR_OUTSIDE', file: name },
  );
}

function isNoFile(name: string): Failure {
  return new Failure(
    'PRECONDITION_FAILED',
    `“${name}” is neither a file nor a folder. Take it out of the collection's folder, then try again.`,
    { phase: 'store', errno: 'ERR_NO_FILE', file: name },
  );
}
