import { z } from 'zod';
import { opaqueId } from './ids.ts';

/** The types that OpenCollection gives to values. */
export const variableTypes = ['string', 'number', 'boolean', 'null', 'object'] as const;

/** A variable as a person edits it. */
export const variableSchema = z.object({
  /** Names the row, as `rowSchema` does. */
  id: z.string().min(1).max(64),
  name: z.string(),
  /** Its text, whatever its type. Always '' for a secret one: its value is not with the collection. */
  value: z.string(),
  type: z.enum(variableTypes),
  enabled: z.boolean(),
  secret: z.boolean(),
});
export type Variable = z.infer<typeof variableSchema>;

export const variableSources = ['request', 'folder', 'environment', 'collection'] as const;

/** A variable that a request can name, with the value that would be sent. */
export const scopedVariableSchema = z.object({
  name: z.string(),
  /** As it would be sent, variables within it resolved; null for a secret one. */
  value: z.string().nullable(),
  type: z.enum(variableTypes),
  secret: z.boolean(),
  /** A secret one without a value on this machine. */
  missing: z.boolean(),
  source: z.enum(variableSources),
  /** Name of the request, folder, environment or collection that it comes from. */
  sourceName: z.string(),
});
export type ScopedVariable = z.infer<typeof scopedVariableSchema>;

/** Whose fields name variables: a draft's, or those of the settings of a folder or collection. */
export const scopeOfSchema = z.union([z.object({ draftId: opaqueId }), z.object({ itemId: opaqueId })]);
export type ScopeOf = z.infer<typeof scopeOfSchema>;

/** All that a request can name, each name once: what counts most comes first (request, folders from within, environment, collection). */
export const variableScopeSchema = z.object({ variables: z.array(scopedVariableSchema) });
export type VariableScope = z.infer<typeof variableScopeSchema>;

export const environmentSchema = z.object({
  id: opaqueId,
  collectionId: opaqueId,
  name: z.string(),
  variables: z.array(variableSchema),
  /** The secret variables that have a value on this machine, by their ids. */
  secretsSet: z.array(z.object({ id: z.string(), mark: z.string() })),
});
export type Environment = z.infer<typeof environmentSchema>;

/** What came of keeping a secret value: not kept where somebody else had put another one meanwhile. */
export const keptSecretSchema = z.object({
  isKept: z.boolean(),
  /** Of the value that there is now; null where there is none. Another value has another one, which tells nothing of it. */
  mark: z.string().nullable(),
});
export type KeptSecret = z.infer<typeof keptSecretSchema>;

/**
 * How secrets are kept here. `system`: by the system's own store. `plain-text`: Electron found none and only disguises
 * them. `key-file`: encrypted with a key that stands in a file which the owner alone can read.
 */
export const secretStorageSchema = z.enum(['system', 'plain-text', 'key-file']);
export type SecretStorage = z.infer<typeof secretStorageSchema>;
