import type { MultipartRow, StoredFile } from '#router/contracts/request.ts';
import type { YamlMapping } from '../../yaml/yaml-value.ts';
import { withEnabled, withKey } from './change-keys.ts';
import type { FileNames } from './file-names.ts';
import { listWithChanges, type ReadRow, type RowFormat } from './list-changes.ts';
import { pathFor, withContentType } from './named-files.ts';
import { listIn, mappingIn, textIn } from './read-values.ts';
import { plainRow } from './plain-rows.ts';
import { multipartRows, rowKeys } from './rows.ts';

const where = 'http.body.data';

/** The parts of a multipart form. One that has several files is a row for each. @throws {FormatError} */
export function readParts(list: unknown, files: FileNames): ReadRow<MultipartRow>[] {
  return listIn(list, where).flatMap((item, index) =>
    readPart(item, index, files).map((row) => ({ row, item: index })),
  );
}

function readPart(item: unknown, index: number, files: FileNames): MultipartRow[] {
  const here = `${where}[${index + 1}]`;
  const mapping = mappingIn(item, here);
  const { type, value } = mapping;
  const isFile = type === 'file' || (type !== 'text' && Array.isArray(value));
  const common = { ...plainRow({ ...mapping, value: '' }, `m${index}`, here), file: null };
  const texts = (Array.isArray(value) ? value : [value]).map((text) => textIn(text, `${here}.value`));
  const rows = (texts.length === 0 ? [''] : texts).map((text): MultipartRow => {
    if (!isFile) return { ...common, kind: 'text', value: text };
    const contentType = textIn(mapping['contentType'], `${here}.contentType`);
    return { ...common, kind: 'file', file: text === '' ? null : files.stored(text, contentType) };
  });
  return rows.length === 1 ? rows : rows.map((row, n) => ({ ...row, id: `m${index}-${n}` }));
}

/** @returns `list` itself where nothing changed. Throws `FormatError`, and a `Failure` where a file can't be named. */
export function partsWithChanges(
  list: unknown,
  before: readonly MultipartRow[],
  after: readonly MultipartRow[],
  files: FileNames,
): unknown {
  const items = listIn(list, where);
  const changed = listWithChanges(items, readParts(list, files), before, after, formatWith(files));
  return changed === items ? list : changed;
}

function formatWith(files: FileNames): RowFormat<MultipartRow> {
  return {
    ...multipartRows,
    isTogether: (row, next) =>
      row.name === next.name &&
      row.enabled === next.enabled &&
      row.kind === next.kind &&
      (row.kind === 'text' || isOneType(row.file, next.file)),
    itemOf: (rows, item, old) => partOf(rows, item, old, files),
  };
}

/** A part says one content type for all its files, and nothing of one that is not chosen yet. */
function isOneType(file: StoredFile | null, next: StoredFile | null): boolean {
  return file !== null && file.type === next?.type;
}

function partOf(
  rows: readonly MultipartRow[],
  item: YamlMapping,
  old: readonly MultipartRow[],
  files: FileNames,
): YamlMapping {
  const [first] = rows;
  const [before] = old;
  if (!first) return item;
  const named = first.name === before?.name ? item : withKey(item, 'name', first.name, rowKeys);
  const typed = first.kind === before?.kind ? named : withKey(named, 'type', first.kind, rowKeys);
  return withEnabled(withContent(rows, first, typed, old, files), first.enabled);
}

function withContent(
  rows: readonly MultipartRow[],
  first: MultipartRow,
  item: YamlMapping,
  old: readonly MultipartRow[],
  files: FileNames,
): YamlMapping {
  const contentOf = (all: readonly MultipartRow[]) =>
    all.map((row) => multipartRows.keyOf({ ...row, name: '', enabled: true })).join('\n');
  if (contentOf(rows) === contentOf(old)) return item;
  if (first.kind === 'text') {
    const texts = rows.map(({ value }) => value);
    const isList = texts.length > 1 || (Array.isArray(item['value']) && old[0]?.kind === 'text');
    return withKey(item, 'value', isList ? texts : first.value, rowKeys);
  }
  const chosen = rows.flatMap(({ file }) => file ?? []);
  const paths = chosen.map((file) => pathFor(file, files));
  const isText = typeof item['value'] === 'string' && old[0]?.kind === 'file' && paths.length === 1;
  const named = withKey(item, 'value', isText ? paths[0] : paths, rowKeys);
  return first.file ? withContentType(named, first.file.type) : named;
}
