import { z } from 'zod';
import type { createAppRouter } from '#router/index.ts';

// What procedures take, as their schemas say it.

/** The input schemas of all procedures that take any. */
export function inputSchemas(router: ReturnType<typeof createAppRouter>): Map<string, unknown> {
  const schemas = new Map<string, unknown>();
  for (const [path, { _def }] of Object.entries(proceduresSchema.parse(router._def.procedures))) {
    const [input] = _def.inputs ?? [];
    if (input instanceof z.ZodType)
      schemas.set(path, z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }));
  }
  return schemas;
}
const proceduresSchema = z.record(
  z.string(),
  z.custom<{ _def: { inputs?: unknown[] } }>((value) => typeof value === 'function' && '_def' in value),
);

/** Where a schema takes texts; `0` stands for every place in a list. */
export function textsTaken(schema: unknown, at: readonly string[] = []): string[] {
  const { type, anyOf = [], oneOf = [], properties = {}, items } = schemaPart.parse(schema);
  return [
    ...(type?.includes('string') ? [at.join('.')] : []),
    ...[...anyOf, ...oneOf].flatMap((each) => textsTaken(each, at)),
    ...Object.entries(properties).flatMap(([key, each]) => textsTaken(each, [...at, key])),
    ...(items === undefined ? [] : textsTaken(items, [...at, '0'])),
  ];
}

/**
 * Inputs that a schema takes, together with a text wherever it takes one.
 * @param id stands where an id is wanted.
 */
export function samplesOf(schema: unknown, id: string): unknown[] {
  const part = schemaPart.parse(schema);
  const alternatives = [...(part.anyOf ?? []), ...(part.oneOf ?? [])];
  if (alternatives.length > 0) return alternatives.flatMap((each) => samplesOf(each, id));
  if (part.const !== undefined) return [part.const];
  if (part.enum) return part.enum.slice(0, 1);
  if (part.type?.includes('string')) return [part.pattern === undefined ? 'text' : id];
  if (part.type?.some((type) => type === 'integer' || type === 'number'))
    return [part.exclusiveMinimum === undefined ? 0 : 1];
  if (part.type?.includes('boolean')) return [true];
  if (part.items !== undefined) return samplesOf(part.items, id).map((item) => [item]);
  if (!part.type?.includes('object')) return [null];
  const fields = Object.entries(part.properties ?? {}).map(
    ([key, each]) => [key, samplesOf(each, id)] as const,
  );
  const most = Math.max(1, ...fields.map(([, values]) => values.length));
  return Array.from({ length: most }, (_, index) =>
    Object.fromEntries(fields.map(([key, values]) => [key, values[index % values.length]])),
  );
}

const schemaPart = z.object({
  /** Of what may be null there are two. */
  type: z
    .union([z.string(), z.array(z.string())])
    .transform((type) => [type].flat())
    .optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  exclusiveMinimum: z.number().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});
