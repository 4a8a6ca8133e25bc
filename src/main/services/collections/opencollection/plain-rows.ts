import type { Row } from '#router/contracts/request.ts';
import type { YamlMapping } from '../../yaml/yaml-value.ts';
import { withEnabled, withKey } from './change-keys.ts';
import { listWithChanges, type ReadRow, type RowFormat } from './list-changes.ts';
import { isEnabled, listIn, mappingIn, textIn } from './read-values.ts';
import { plainRows, rowKeys } from './rows.ts';

/** An item of a list with a name and a value: a header, a parameter, a field of a form. @throws {FormatError} */
export function plainRow(item: unknown, id: string, where: string): Row {
  const mapping = mappingIn(item, where);
  return {
    id,
    name: textIn(mapping['name'], `${where}.name`),
    value: textIn(mapping['value'], `${where}.value`),
    enabled: isEnabled(mapping),
  };
}

/** A list of headers, or of the fields of a form. @throws {FormatError} */
export function readPlainRows(list: unknown, prefix: string, where: string): ReadRow<Row>[] {
  return listIn(list, where).map((item, index) => ({
    row: plainRow(item, `${prefix}${index}`, `${where}[${index + 1}]`),
    item: index,
  }));
}

/** The item with what changed of its row; `name` and `value` are there in a new one, whatever they are. */
export function plainItem(row: Row, item: YamlMapping, old: Row | undefined): YamlMapping {
  const named = row.name === old?.name ? item : withKey(item, 'name', row.name, rowKeys);
  const valued = row.value === old?.value ? named : withKey(named, 'value', row.value, rowKeys);
  return withEnabled(valued, row.enabled);
}

const format: RowFormat<Row> = {
  ...plainRows,
  itemOf: ([row], item, [old]) => (row ? plainItem(row, item, old) : item),
};

/** @returns `list` itself where nothing changed; undefined where nothing is left. */
export function plainRowsWithChanges(
  list: unknown,
  before: readonly Row[],
  after: readonly Row[],
  where: string,
): unknown {
  const items = listIn(list, where);
  const changed = listWithChanges(items, readPlainRows(list, '', where), before, after, format);
  return changed === items ? list : noneIfEmpty(changed);
}

/** A list that has become empty goes with its key. */
export function noneIfEmpty(list: readonly unknown[]): readonly unknown[] | undefined {
  return list.length === 0 ? undefined : list;
}
