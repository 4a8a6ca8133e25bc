import { type Variable, variableTypes } from '#router/contracts/variable.ts';
import { isMapping, type YamlMapping } from '../../yaml/yaml-value.ts';
import { withEnabled, withKey } from './change-keys.ts';
import { listWithChanges, type ReadRow, type RowFormat } from './list-changes.ts';
import { noneIfEmpty } from './plain-rows.ts';
import { isEnabled, listIn, mappingIn, textIn } from './read-values.ts';
import { rowKeys, variableRows } from './rows.ts';
import { selectedIndex } from './variants.ts';

/**
 * The variables of an environment, of a request (`runtime.variables`) or of a folder's or collection's `request.variables`.
 * Their ids (`v0`) say where they stand.
 * @param list as the YAML has it; undefined or null for none
 * @throws {FormatError} where it is no list of variables
 */
export function readVariables(list: unknown): Variable[] {
  return readItems(list).map(({ row }) => row);
}

/**
 * `list` with the difference between two readings made, and itself where there is none; undefined where nothing is left
 * and its key is to go. Of a value with variants, the one that is selected changes.
 * @param before what `list` says, whatever the ids
 * @throws {FormatError} as `readVariables` does
 */
export function variablesWithChanges(
  list: unknown,
  before: readonly Variable[],
  after: readonly Variable[],
): unknown {
  const items = listIn(list, 'variables');
  const changed = listWithChanges(items, readItems(list), before, after, format);
  return changed === items ? list : noneIfEmpty(changed);
}

function readItems(list: unknown): ReadRow<Variable>[] {
  return listIn(list, 'variables').map((item, index) => ({
    row: readVariable(item, index),
    item: index,
  }));
}

function readVariable(item: unknown, index: number): Variable {
  const where = `variables[${index + 1}]`;
  const mapping = mappingIn(item, where);
  const common = {
    id: `v${index}`,
    name: textIn(mapping['name'], `${where}.name`),
    enabled: isEnabled(mapping),
  };
  if (isSecret(mapping)) return { ...common, secret: true, value: '', type: typeIn(mapping['type']) };
  return { ...common, secret: false, ...readValue(mapping['value'], where) };
}

/** Earlier versions of Bruno say `transient`. */
function isSecret(item: YamlMapping): boolean {
  return item['secret'] === true || item['transient'] === true;
}

function typeIn(type: unknown): Variable['type'] {
  return variableTypes.find((known) => known === type) ?? 'string';
}

function readValue(value: unknown, where: string): Pick<Variable, 'value' | 'type'> {
  if (Array.isArray(value)) {
    const at = selectedIndex(value);
    return at === undefined
      ? { value: '', type: 'string' }
      : readValue(mappingIn(value[at], `${where}.value`)['value'], where);
  }
  if (!isMapping(value)) return { value: textIn(value, `${where}.value`), type: 'string' };
  if (isTyped(value))
    return { value: textIn(value['data'], `${where}.value.data`), type: typeIn(value['type']) };
  return { value: JSON.stringify(value), type: 'object' };
}

function isTyped(value: YamlMapping): boolean {
  return typeof value['type'] === 'string' && Object.hasOwn(value, 'data');
}

const format: RowFormat<Variable> = {
  ...variableRows,
  itemOf: ([row], item, [old]) => (row ? variableItem(row, item, old) : item),
};

function variableItem(row: Variable, item: YamlMapping, old: Variable | undefined): YamlMapping {
  let changed = item;
  const put = (key: string, value: unknown) => (changed = withKey(changed, key, value, rowKeys));
  const becomes = row.secret !== old?.secret;
  if (row.secret && becomes) put('secret', true);
  if (row.name !== old?.name) put('name', row.name);
  if (row.secret) {
    if (becomes) put('value', undefined);
    if (becomes || row.type !== old.type) put('type', row.type === 'string' ? undefined : row.type);
  } else {
    if (old?.secret) for (const key of ['secret', 'transient', 'type']) put(key, undefined);
    const isSame = !becomes && row.value === old.value && row.type === old.type;
    if (!isSame) put('value', valueWith(row, changed['value']));
  }
  return withEnabled(changed, row.enabled);
}

function valueWith(row: Variable, old: unknown): unknown {
  if (Array.isArray(old)) {
    const at = selectedIndex(old);
    if (at !== undefined) {
      const variant = mappingIn(old[at], 'variables');
      return old.with(at, withKey(variant, 'value', valueWith(row, variant['value'])));
    }
  }
  if (isMapping(old) && isTyped(old) && (row.type !== 'string' || typeIn(old['type']) === 'string')) {
    return withKey(withKey(old, 'type', row.type), 'data', row.value);
  }
  return row.type === 'string' ? row.value : { type: row.type, data: row.value };
}
