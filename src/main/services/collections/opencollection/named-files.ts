import { Failure } from '#router/contracts/failure.ts';
import type { StoredFile } from '#router/contracts/request.ts';
import type { YamlMapping } from '../../yaml/yaml-value.ts';
import { withKey } from './change-keys.ts';
import type { FileNames } from './file-names.ts';
import { rowKeys } from './rows.ts';

/** How the YAML names a file. @throws {Failure} PRECONDITION_FAILED where it can't */
export function pathFor(file: StoredFile, files: FileNames): string {
  const path = files.pathOf(file);
  if (path !== undefined) return path;
  const message = `“${file.name}” is not among the collection’s files, so the request can’t be saved with it. Choose the file again, or another body.`;
  throw new Failure('PRECONDITION_FAILED', message, { file: file.name });
}

/** The item with the content type of its files; without one where they have none. */
export function withContentType(item: YamlMapping, type: string): YamlMapping {
  const { contentType } = item;
  const said = typeof contentType === 'string' ? contentType : '';
  return type === said ? item : withKey(item, 'contentType', type === '' ? undefined : type, rowKeys);
}
