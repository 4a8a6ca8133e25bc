export type YamlMapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is YamlMapping {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Whether it has nothing within that would take lines of its own: a scalar, `[]` or `{}`. */
export function isLeaf(value: unknown): boolean {
  return value === null || typeof value !== 'object' || Object.keys(value).length === 0;
}
