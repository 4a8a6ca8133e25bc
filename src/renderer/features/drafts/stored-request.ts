import type { Draft, DraftEdit } from '#router/contracts/draft.ts';
import type { HttpRequest, LargeText, MultipartRow, Row, StoredFile } from '#router/contracts/request.ts';
import type { Variable } from '#router/contracts/variable.ts';

/*
 * What the window keeps in its own storage is checked when it is read back: another version of Parley may have
 * written it. The contracts' schemas stay with main, so these guards say the same by hand; a test compares them.
 */

export function isDraft(value: unknown): value is Draft {
  return (
    isRecord(value) && isString(value['id']) && isCount(value['revision']) && isHttpRequest(value['request'])
  );
}

/** As `isDraft`, with what it was made on, and after whose edits, where that is known. */
export function isDraftEdit(value: unknown): value is DraftEdit {
  return (
    isDraft(value) &&
    (!('madeOn' in value) || isListOf(value.madeOn, isHttpRequest)) &&
    (!('marks' in value) || isListOf(value.marks, isString))
  );
}

export function isHttpRequest(value: unknown): value is HttpRequest {
  return (
    isRecord(value) &&
    isString(value['method']) &&
    isString(value['url']) &&
    isListOf(value['query'], isRow) &&
    isListOf(value['path'], isRow) &&
    isListOf(value['headers'], isRow) &&
    isBody(value['body']) &&
    isAuth(value['auth']) &&
    isListOf(value['variables'], isVariable) &&
    isOptions(value['options'])
  );
}

const bodyKinds: readonly unknown[] = [
  'none',
  'json',
  'text',
  'xml',
  'sparql',
  'urlencoded',
  'multipart',
  'file',
];

function isBody(value: unknown): value is HttpRequest['body'] {
  return (
    isRecord(value) &&
    bodyKinds.includes(value['kind']) &&
    isString(value['json']) &&
    isString(value['text']) &&
    isString(value['xml']) &&
    isString(value['sparql']) &&
    isListOf(value['urlencoded'], isRow) &&
    isListOf(value['multipart'], isMultipartRow) &&
    isFileOrNone(value['file']) &&
    isLargeOrNone(value['large'])
  );
}

const authKinds: readonly unknown[] = ['inherit', 'none', 'basic', 'bearer', 'apikey', 'other'];

function isAuth(value: unknown): value is HttpRequest['auth'] {
  if (!isRecord(value) || !authKinds.includes(value['kind']) || !isString(value['otherType'])) return false;
  const { basic, bearer, apikey } = value;
  return (
    isRecord(basic) &&
    isString(basic['username']) &&
    isString(basic['password']) &&
    isRecord(bearer) &&
    isString(bearer['token']) &&
    isRecord(apikey) &&
    isString(apikey['name']) &&
    isString(apikey['value']) &&
    (apikey['placement'] === 'header' || apikey['placement'] === 'query')
  );
}

const variableTypes: readonly unknown[] = ['string', 'number', 'boolean', 'null', 'object'];

function isVariable(value: unknown): value is Variable {
  return (
    isRecord(value) &&
    variableTypes.includes(value['type']) &&
    typeof value['secret'] === 'boolean' &&
    isRow(value)
  );
}

function isOptions(value: unknown): value is HttpRequest['options'] {
  return (
    isRecord(value) &&
    typeof value['followRedirects'] === 'boolean' &&
    isCount(value['maxRedirects']) &&
    isCount(value['timeoutMs']) &&
    typeof value['verifyCertificates'] === 'boolean'
  );
}

function isRow(value: unknown): value is Row {
  return (
    isRecord(value) &&
    isString(value['id']) &&
    isString(value['name']) &&
    isString(value['value']) &&
    typeof value['enabled'] === 'boolean'
  );
}

function isMultipartRow(value: unknown): value is MultipartRow {
  return (
    isRecord(value) &&
    (value['kind'] === 'text' || value['kind'] === 'file') &&
    isFileOrNone(value['file']) &&
    isRow(value)
  );
}

function isFileOrNone(value: unknown): value is StoredFile | null {
  return (
    value === null ||
    (isRecord(value) &&
      isString(value['id']) &&
      (value['source'] === 'upload' || value['source'] === 'collection') &&
      isString(value['name']) &&
      isString(value['type']) &&
      isCount(value['size']))
  );
}

function isLargeOrNone(value: unknown): value is LargeText | null {
  return (
    value === null ||
    (isRecord(value) &&
      ['json', 'text', 'xml', 'sparql'].some((kind) => kind === value['kind']) &&
      value['file'] !== null &&
      isFileOrNone(value['file']) &&
      isCount(value['tail']))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf<TItem>(value: unknown, isItem: (item: unknown) => item is TItem): value is TItem[] {
  return Array.isArray(value) && value.every(isItem);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
