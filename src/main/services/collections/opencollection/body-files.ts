import type { StoredFile } from '#router/contracts/request.ts';
import { isMapping, type YamlMapping } from '../../yaml/yaml-value.ts';
import { withKey } from './change-keys.ts';
import type { FileNames } from './file-names.ts';
import { pathFor } from './named-files.ts';
import { listIn, mappingIn, textIn } from './read-values.ts';
import { fileKey } from './rows.ts';

const where = 'http.body.data';
const keys = ['filePath', 'contentType', 'selected'];

/** The file that is the body: the one selected of those listed. @throws {FormatError} */
export function readBodyFile(list: unknown, files: FileNames): StoredFile | null {
  const items = listIn(list, where);
  const at = selectedFile(items);
  return at === undefined ? null : fileOf(mappingIn(items[at], `${where}[${at + 1}]`), files);
}

function fileOf(item: YamlMapping, files: FileNames): StoredFile | null {
  const path = textIn(item['filePath'], `${where}.filePath`);
  return path === '' ? null : files.stored(path, textIn(item['contentType'], `${where}.contentType`));
}

/** One that stands alone need not say that it is selected. */
function selectedFile(items: readonly unknown[]): number | undefined {
  const at = items.findIndex((item) => isMapping(item) && item['selected'] === true);
  if (at !== -1) return at;
  const [only] = items;
  return items.length === 1 && isMapping(only) && only['selected'] !== false ? 0 : undefined;
}

/** @returns `list` itself where nothing changed. Throws `FormatError`, and a `Failure` where the file can't be named. */
export function bodyFileWithChanges(
  list: unknown,
  before: StoredFile | null,
  after: StoredFile | null,
  files: FileNames,
): unknown {
  if (fileKey(before) === fileKey(after)) return list;
  const items = listIn(list, where);
  const at = selectedFile(items);
  const selected = at === undefined ? undefined : mappingIn(items[at], where);
  if (after === null) {
    return at === undefined || !selected ? list : items.with(at, withKey(selected, 'selected', false, keys));
  }
  const path = pathFor(after, files);
  const changed = { filePath: path, contentType: after.type, selected: true };
  if (at !== undefined && selected) return items.with(at, { ...selected, ...changed });
  const same = items.findIndex((item) => isMapping(item) && item['filePath'] === path);
  const known = same === -1 ? undefined : mappingIn(items[same], where);
  return known ? items.with(same, { ...known, ...changed }) : [...items, changed];
}
