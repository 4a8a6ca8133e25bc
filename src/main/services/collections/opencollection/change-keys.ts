import type { YamlMapping } from '../../yaml/yaml-value.ts';

/**
 * The mapping with a key that says something else; without it for undefined. A new key stands behind the last of those
 * that come before it in `order`, or before the first of those that come after it, or at the end.
 * @returns the mapping itself where it says so already
 */
export function withKey(
  mapping: YamlMapping,
  key: string,
  value: unknown,
  order: readonly string[] = [],
): YamlMapping {
  if (mapping[key] === value && Object.hasOwn(mapping, key) === (value !== undefined)) return mapping;
  if (value === undefined)
    return Object.fromEntries(Object.entries(mapping).filter(([name]) => name !== key));
  if (Object.hasOwn(mapping, key)) return { ...mapping, [key]: value };
  const pairs = Object.entries(mapping);
  return Object.fromEntries(pairs.toSpliced(placeFor(key, Object.keys(mapping), order), 0, [key, value]));
}

function placeFor(key: string, keys: readonly string[], order: readonly string[]): number {
  const rank = order.indexOf(key);
  if (rank === -1) return keys.length;
  const earlier = keys.findLastIndex((name) => order.slice(0, rank).includes(name));
  if (earlier !== -1) return earlier + 1;
  const later = keys.findIndex((name) => order.slice(rank).includes(name));
  return later === -1 ? keys.length : later;
}

/** What is said of a key within a key: neither stays behind empty where that was all. */
export function withPart(
  mapping: YamlMapping,
  key: string,
  part: YamlMapping,
  order: readonly string[],
): YamlMapping {
  const isGone = Object.keys(part).length === 0;
  return withKey(mapping, key, isGone && !isEmpty(mapping[key]) ? undefined : part, order);
}

function isEmpty(value: unknown): boolean {
  return value !== null && typeof value === 'object' && Object.keys(value).length === 0;
}

/** The item of a list with `disabled: true` where its row is off, and without where it is on. */
export function withEnabled(item: YamlMapping, isOn: boolean): YamlMapping {
  if (isOn === (item['disabled'] !== true)) return item;
  return withKey(item, 'disabled', isOn ? undefined : true);
}
