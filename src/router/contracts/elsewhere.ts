import { z } from 'zod';
import { authSchema } from './auth.ts';
import { rowSchema } from './request.ts';
import { variableSchema } from './variable.ts';

/*
 * What an edit did not change in its file, since others have changed the same there meanwhile, to something else. All else
 * of the edit is in the file.
 */

/** Fields of a variable. `theirs` is what the file says, under the id that the edit names it by. */
export const variableElsewhereSchema = z.object({ theirs: variableSchema, fields: z.array(z.string()) });
/** The same of a header. */
export const rowElsewhereSchema = z.object({ theirs: rowSchema, fields: z.array(z.string()) });

export interface RowElsewhere<TRow> {
  readonly theirs: TRow;
  readonly fields: string[];
}

export const defaultsElsewhereSchema = z.object({
  headers: z.array(rowElsewhereSchema),
  /** As a whole; null where it is as edited. */
  auth: authSchema.nullable(),
  variables: z.array(variableElsewhereSchema),
});
export type DefaultsElsewhere = z.infer<typeof defaultsElsewhereSchema>;
