import {
  emptyRequest,
  type BodyKind,
  type LargeText,
  largeTextOf,
  type RequestBody,
  type StoredFile,
} from '#router/contracts/request.ts';
import { literalId, literalMark, literalOf } from '../../yaml/large-literals.ts';
import { isMapping, type YamlMapping } from '../../yaml/yaml-value.ts';
import { bodyFileWithChanges, readBodyFile } from './body-files.ts';
import { withKey } from './change-keys.ts';
import type { FileNames } from './file-names.ts';
import { FormatError } from './format-error.ts';
import { partsWithChanges, readParts } from './multipart.ts';
import { plainRowsWithChanges, readPlainRows } from './plain-rows.ts';
import { listIn, mappingIn, textIn } from './read-values.ts';
import { fileKey, multipartRows, plainRows, sameRows } from './rows.ts';
import { selectedIndex } from './variants.ts';

const where = 'http.body';
const keys = ['type', 'data'];

const types = {
  json: 'json',
  text: 'text',
  xml: 'xml',
  sparql: 'sparql',
  'form-urlencoded': 'urlencoded',
  'multipart-form': 'multipart',
  file: 'file',
  none: 'none',
} as const;

/** `http.body`, or the one selected of its variants. @throws {FormatError} */
export function readBody(value: unknown, files: FileNames): RequestBody {
  const { body } = emptyRequest();
  if (Array.isArray(value)) return readBody(bodyOf(value), files);
  if (value === undefined || value === null) return body;
  const mapping = mappingIn(value, where);
  const { data } = mapping;
  const kind = kindOf(mapping);
  switch (kind) {
    case 'none':
      return body;
    case 'json':
    case 'text':
    case 'xml':
    case 'sparql': {
      const literal = literalOf(data);
      if (!literal) return { ...body, kind, [kind]: rawText(kind, data) };
      const { id, size, tail } = literal;
      const file = { id, source: 'upload', name: 'body', type: '', size: size + tail } as const;
      return { ...body, kind, large: { kind, file, tail } };
    }
    case 'urlencoded':
      return { ...body, kind, urlencoded: readPlainRows(data, 'f', `${where}.data`).map(({ row }) => row) };
    case 'multipart':
      return { ...body, kind, multipart: readParts(data, files).map(({ row }) => row) };
    case 'file':
      return { ...body, kind, file: readBodyFile(data, files) };
  }
}

function kindOf({ type }: YamlMapping): BodyKind {
  const known = Object.entries(types).find(([name]) => name === type);
  if (known) return known[1];
  throw new FormatError(
    typeof type === 'string'
      ? `Parley doesn’t know bodies of the type “${type}”`
      : `“${where}” should say its type, such as json`,
  );
}

/** JSON that stands in the file as YAML is shown as what it is. */
function rawText(kind: BodyKind, data: unknown): string {
  if (kind === 'json' && data !== null && typeof data === 'object') return JSON.stringify(data, null, 2);
  return textIn(data, `${where}.data`);
}

function bodyOf(variants: readonly unknown[]): unknown {
  const at = selectedIndex(variants);
  return at === undefined ? undefined : mappingIn(variants[at], where)['body'];
}

/** Whether both would be sent as the same; what kinds that are not in use hold makes no difference. */
export function sameBody(one: RequestBody, other: RequestBody): boolean {
  if (one.kind !== other.kind) return false;
  switch (one.kind) {
    case 'none':
      return true;
    case 'json':
    case 'text':
    case 'xml':
    case 'sparql':
      return sameText(one, other, one.kind);
    case 'urlencoded':
      return sameRows(one.urlencoded, other.urlencoded, plainRows);
    case 'multipart':
      return sameRows(one.multipart, other.multipart, multipartRows);
    case 'file':
      return fileKey(one.file) === fileKey(other.file);
  }
}

/** Also where the text of one is in a file of its own: whether it is, the size of the rest may have decided. */
function sameText(one: RequestBody, other: RequestBody, kind: LargeText['kind']): boolean {
  const [first, second] = [largeTextOf(one)?.file, largeTextOf(other)?.file];
  if (first && second) return first.id === second.id;
  if (first) return isTextOf(first, other[kind]);
  return second ? isTextOf(second, one[kind]) : one[kind] === other[kind];
}

function isTextOf({ id, size }: StoredFile, text: string): boolean {
  return Buffer.byteLength(text) === size && literalId(text) === id;
}

/**
 * `value` with the difference between two readings made, and itself where there is none; undefined where no body is left.
 * A body of another kind takes the place of the one that was there. Throws as `withChanges` does.
 */
export function bodyWithChanges(
  value: unknown,
  before: RequestBody,
  after: RequestBody,
  files: FileNames,
): unknown {
  if (sameBody(before, after)) return value;
  if (Array.isArray(value)) {
    const variants: readonly unknown[] = value;
    const at = selectedIndex(variants);
    if (at === undefined) return bodyWithChanges(undefined, before, after, files);
    const variant = mappingIn(variants[at], where);
    const body = bodyWithChanges(variant['body'], before, after, files);
    return variants.with(at, withKey(variant, 'body', body));
  }
  if (after.kind === 'none') return undefined;
  const mapping = isMapping(value) ? value : {};
  if (after.kind === before.kind) {
    return withKey(mapping, 'data', dataWithChanges(mapping['data'], before, after, files), keys);
  }
  const { body: nothing } = emptyRequest();
  const data = dataWithChanges(undefined, nothing, after, files);
  const type = Object.entries(types).find(([, kind]) => kind === after.kind)?.[0];
  return withKey(withKey(mapping, 'type', type, keys), 'data', data, keys);
}

function dataWithChanges(data: unknown, before: RequestBody, after: RequestBody, files: FileNames): unknown {
  switch (after.kind) {
    case 'none':
      return undefined;
    case 'json':
    case 'text':
    case 'xml':
    case 'sparql': {
      const large = largeTextOf(after);
      if (!large) return after[after.kind];
      const { file, tail } = large;
      return literalMark({ id: file.id, size: file.size - tail, tail });
    }
    case 'urlencoded':
      return plainRowsWithChanges(data, before.urlencoded, after.urlencoded, `${where}.data`) ?? [];
    case 'multipart':
      return partsWithChanges(data, before.multipart, after.multipart, files) ?? [];
    case 'file':
      return bodyFileWithChanges(listIn(data, `${where}.data`), before.file, after.file, files);
  }
}
