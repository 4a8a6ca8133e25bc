import { isMapping } from '../../yaml/yaml-value.ts';

/** Of the variants of a body or of a value, the one in use: that which is selected, or else the first; undefined for none. */
export function selectedIndex(variants: readonly unknown[]): number | undefined {
  if (variants.length === 0) return undefined;
  const selected = variants.findIndex((variant) => isMapping(variant) && variant['selected'] === true);
  return Math.max(selected, 0);
}
