import { z } from 'zod';
import { newNameSchema } from '../contracts/collection.ts';
import { variableElsewhereSchema } from '../contracts/elsewhere.ts';
import { opaqueId } from '../contracts/ids.ts';
import {
  environmentSchema,
  keptSecretSchema,
  scopeOfSchema,
  secretStorageSchema,
  variableSchema,
  variableScopeSchema,
} from '../contracts/variable.ts';
import { streamOf } from '../streams.ts';
import type { Procedure } from '../trpc.ts';

const named = z.object({ id: opaqueId });
const secret = named.extend({ name: z.string().min(1) });

export const environmentsProcedures = (procedure: Procedure) => ({
  choose: procedure
    .input(z.object({ collectionId: opaqueId, id: opaqueId.nullable() }))
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.environments.choose(input.collectionId, input.id)),
  create: procedure
    .input(z.object({ collectionId: opaqueId, name: newNameSchema }))
    .output(opaqueId)
    .mutation(({ ctx, input }) => ctx.services.environments.create(input.collectionId, input.name)),
  rename: procedure
    .input(named.extend({ name: newNameSchema }))
    .output(opaqueId)
    .mutation(({ ctx, input }) => ctx.services.environments.rename(input.id, input.name)),
  duplicate: procedure
    .input(named)
    .output(opaqueId)
    .mutation(({ ctx, input }) => ctx.services.environments.duplicate(input.id)),
  remove: procedure
    .input(named)
    .output(z.object({ undoId: opaqueId }))
    .mutation(({ ctx, input }) => ctx.services.environments.remove(input.id)),
  watch: procedure
    .input(named)
    .output(streamOf(environmentSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.environments.watch(input.id, signal ?? ctx.session.signal),
    ),
  /** Resolves when the file has the change from `before` to `after`, with what others have changed as well, and stays. */
  put: procedure
    .input(named.extend({ before: z.array(variableSchema), after: z.array(variableSchema) }))
    .output(z.array(variableElsewhereSchema))
    .mutation(({ ctx, input }) => ctx.services.environments.put(input.id, input.before, input.after)),
  /** Keeps the value of a secret variable on this machine. */
  putSecret: procedure
    .input(secret.extend({ value: z.string().nullable(), before: z.string().nullable().optional() }))
    .output(keptSecretSchema)
    .mutation(({ ctx, input }) =>
      ctx.services.environments.putSecret(input.id, input.name, input.value, input.before),
    ),
  /** A mutation, so that no cache keeps what it answers. */
  revealSecret: procedure
    .input(secret)
    .output(z.string())
    .mutation(({ ctx, input }) => ctx.services.environments.revealSecret(input.id, input.name)),
  secretStorage: procedure
    .output(secretStorageSchema)
    .query(({ ctx }) => ctx.services.environments.secretStorage()),
  /** The variables that a draft, or the settings of a folder or collection, can name. */
  scope: procedure
    .input(scopeOfSchema)
    .output(streamOf(variableScopeSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.environments.scope(input, signal ?? ctx.session.signal),
    ),
});
