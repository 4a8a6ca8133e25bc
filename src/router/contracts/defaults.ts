import { z } from 'zod';
import { authSchema } from './auth.ts';
import { opaqueId } from './ids.ts';
import { rowSchema } from './request.ts';
import { variableSchema } from './variable.ts';

/** What a folder or a collection gives to all requests in it. */
export const requestDefaultsSchema = z.object({
  headers: z.array(rowSchema),
  /** A folder's `inherit` leaves it to the one above; its `none` stops there. A collection has nothing above it. */
  auth: authSchema,
  /** None of them can become secret: that is for environments. */
  variables: z.array(variableSchema),
});
export type RequestDefaults = z.infer<typeof requestDefaultsSchema>;

/** The same with where it stands. */
export const placeDefaultsSchema = z.object({
  id: opaqueId,
  kind: z.enum(['folder', 'collection']),
  name: z.string(),
  ...requestDefaultsSchema.shape,
  /** What `inherit` comes to there, in words such as `Bearer token, from Shop`; '' for a collection. */
  inheritedAuth: z.string(),
});
export type PlaceDefaults = z.infer<typeof placeDefaultsSchema>;
