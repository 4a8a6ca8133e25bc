import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FileText } from '#router/contracts/collection.ts';
import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../errno.ts';
import { collectionFile, type CollectionFiles, folderFile, type TreeNode } from './collection-files.ts';

/** A person reads no more than that. */
const mostBytes = 5 * 1024 * 1024;

/**
 * The text of a node's file as it stands on the disk; of a folder that of its `folder.yml`. Bytes that are no UTF-8 are shown
 * as replacement characters.
 * Throws a `Failure` where it can't be read.
 */
export async function fileTextOf(files: CollectionFiles, node: TreeNode): Promise<FileText> {
  const { collectionId, problem = null } = node;
  const path = files.absolute({ collectionId, path: ownFile(node) });
  const fileName = basename(path);
  try {
    await using handle = await open(path, 'r');
    return { fileName, text: await beginning(handle), problem };
  } catch (cause) {
    const errno = errnoOf(cause);
    if (errno === undefined) throw cause;
    throw new Failure(
      errno === 'ENOENT' ? 'NOT_FOUND' : 'SERVICE_UNAVAILABLE',
      errno === 'ENOENT'
        ? `There is no ${fileName} in that place any more.`
        : `${fileName} can't be read (${errno}). Check that Parley may read it, then try again.`,
      { errno, file: fileName },
      { cause },
    );
  }
}

function ownFile({ kind, path }: TreeNode): string {
  if (kind === 'collection') return collectionFile;
  return kind === 'folder' ? `${path}/${folderFile}` : path;
}

async function beginning(handle: FileHandle): Promise<string> {
  const { size } = await handle.stat();
  const bytes = new Uint8Array(Math.min(size, mostBytes));
  let length = 0;
  while (length < bytes.byteLength) {
    const { bytesRead } = await handle.read(bytes, length, bytes.byteLength - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  // Without `fatal` a character that is cut at the end becomes a replacement character, too: it goes.
  return new TextDecoder().decode(bytes.subarray(0, length), { stream: size > mostBytes });
}
