import { z } from 'zod';
import type { Auth } from '#router/contracts/auth.ts';
import type { Row } from '#router/contracts/request.ts';
import type { Variable } from '#router/contracts/variable.ts';
import { readAuth } from '../collections/opencollection/auth.ts';
import { FormatError } from '../collections/opencollection/format-error.ts';
import { readVariables } from '../collections/opencollection/variables.ts';

/** What a folder or a collection gives to all requests in it: OpenCollection's `request` of its file. */
export interface Defaults {
  readonly headers: readonly Row[];
  /** Undefined where the one above decides. */
  readonly auth: Auth | undefined;
  readonly variables: readonly Variable[];
}

export const noDefaults: Defaults = { headers: [], auth: undefined, variables: [] };

/** Values that look like numbers or truth values in YAML are texts in HTTP. */
const text = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => (value === null ? '' : String(value)));

const fileSchema = z.looseObject({
  request: z
    .looseObject({
      headers: z
        .array(z.looseObject({ name: text, value: text.default(''), disabled: z.boolean().default(false) }))
        .nullish(),
      auth: z.unknown().optional(),
      variables: z.unknown().optional(),
    })
    .nullish(),
});

/**
 * Reads what `folder.yml` or `opencollection.yml` says.
 * @param value as the YAML has it; undefined or null for none. @throws {FormatError}
 */
export function readDefaults(value: unknown): Defaults {
  if (value === undefined || value === null) return noDefaults;
  const { request } = parsed(fileSchema, value);
  if (!request) return noDefaults;
  const auth = readAuth(request.auth);
  return {
    headers: (request.headers ?? []).map(({ name, value: content, disabled }, index) => ({
      ...{ id: `h${index}`, name, value: content, enabled: !disabled },
    })),
    // A folder that says nothing about auth, as Bruno writes it, leaves it to the one above.
    auth: request.auth === undefined || request.auth === null || auth.kind === 'inherit' ? undefined : auth,
    variables: readVariables(request.variables),
  };
}

const environmentSchema = z.looseObject({
  name: text.optional(),
  variables: z.unknown().optional(),
  extends: z.string().nullish(),
});

/** What the file of an environment says. @throws {FormatError} */
export function readEnvironment(value: unknown): { variables: Variable[]; extends: string | undefined } {
  if (value === undefined || value === null) return { variables: [], extends: undefined };
  const { variables, extends: parent } = parsed(environmentSchema, value);
  return { variables: readVariables(variables), extends: parent ?? undefined };
}

function parsed<TOutput>(schema: z.ZodType<TOutput>, value: unknown): TOutput {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new FormatError(`${where === '' ? 'the file' : where} is not what OpenCollection has there`, {
    cause: result.error,
  });
}
