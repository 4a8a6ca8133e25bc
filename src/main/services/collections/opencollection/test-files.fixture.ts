import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { StoredFile } from '#router/contracts/request.ts';
import type { FileNames } from './file-names.ts';

/** Files named as a collection names them, without any being there. */
export function namedFiles(): FileNames {
  const paths = new Map<string, string>();
  return {
    stored(path, contentType): StoredFile {
      const id = createHash('sha256').update(path).digest('base64url').slice(0, 22);
      paths.set(id, path);
      return { id, source: 'collection', name: posix.basename(path), type: contentType, size: 0 };
    },
    pathOf: ({ id }) => paths.get(id),
  };
}
