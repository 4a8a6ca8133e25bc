import { isMapping, type YamlMapping } from '../../yaml/yaml-value.ts';
import { FormatError } from './format-error.ts';

/*
 * Parts of a file, read as what they are to be. `where` is how a person finds the part: its keys, with dots between them.
 * A key without a value says nothing, as if it were not there.
 */

/** @throws {FormatError} where it is something else than a mapping */
export function mappingIn(value: unknown, where: string): YamlMapping {
  if (value === undefined || value === null) return {};
  if (isMapping(value)) return value;
  throw new FormatError(`“${where}” should consist of keys and values`);
}

/** @throws {FormatError} where it is something else than a list */
export function listIn(value: unknown, where: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new FormatError(`“${where}” should be a list, with a dash before each item`);
}

/** A text; numbers and the like are taken as they are written in JSON. @throws {FormatError} */
export function textIn(value: unknown, where: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new FormatError(`“${where}” should be a text. Put quotes around it`);
}

/** Whether what a list's item says counts. */
export function isEnabled(item: YamlMapping): boolean {
  return item['disabled'] !== true;
}
