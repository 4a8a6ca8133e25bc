/** Where the texts of a value stand, such as `request.headers.0.name`. */
export function textsOf(value: unknown, at: readonly string[] = []): string[] {
  if (typeof value === 'string') return [at.join('.')];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, each]) => textsOf(each, [...at, key]));
}

/** A copy of a value with another text in one place. */
export function withText(value: unknown, at: readonly string[], text: string): unknown {
  const [key, ...rest] = at;
  if (key === undefined) return text;
  const change = (each: unknown) => withText(each, rest, text);
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === key ? change(each) : each));
  if (typeof value !== 'object' || value === null) throw new Error(`there is no ${key}`);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === key ? change(each) : each]),
  );
}
