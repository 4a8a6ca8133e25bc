import { z } from 'zod';
import {
  collectionSchema,
  fileTextSchema,
  newNameSchema,
  offeredFolderSchema,
  treeChangeSchema,
  treeEventSchema,
} from '../contracts/collection.ts';
import { placeDefaultsSchema, requestDefaultsSchema } from '../contracts/defaults.ts';
import { defaultsElsewhereSchema } from '../contracts/elsewhere.ts';
import { opaqueId } from '../contracts/ids.ts';
import { emptyRequest, httpRequestSchema } from '../contracts/request.ts';
import { streamOf } from '../streams.ts';
import type { Procedure } from '../trpc.ts';

const named = z.object({ id: opaqueId });

export const collectionsProcedures = (procedure: Procedure) => ({
  /** The tree of all open collections, kept up to date. */
  watch: procedure
    .output(streamOf(treeEventSchema))
    .subscription(({ ctx, signal }) => ctx.services.collections.watch(signal ?? ctx.session.signal)),
  /** Browser host: the folders that can be opened. */
  offered: procedure
    .output(z.array(offeredFolderSchema).readonly())
    .query(({ ctx }) => ctx.services.collections.offered()),
  /** Opens a folder that was offered; without an id main asks the person for one. */
  open: procedure
    .input(z.object({ offeredId: opaqueId.optional() }))
    .output(collectionSchema.nullable())
    .mutation(({ ctx, input }) => ctx.services.collections.open(ctx.session, input.offeredId)),
  create: procedure
    .input(z.object({ name: newNameSchema }))
    .output(collectionSchema.nullable())
    .mutation(({ ctx, input }) => ctx.services.collections.create(ctx.session, input.name)),
  close: procedure
    .input(named)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.collections.close(input.id)),
  createFolder: procedure
    .input(z.object({ parentId: opaqueId, name: newNameSchema }))
    .output(treeChangeSchema)
    .mutation(({ ctx, input }) => ctx.services.collections.createFolder(input.parentId, input.name)),
  /** Without a name it gets one that nothing beside it has. */
  createRequest: procedure
    .input(
      z.object({
        parentId: opaqueId,
        name: newNameSchema.optional(),
        request: httpRequestSchema.optional(),
      }),
    )
    .output(treeChangeSchema)
    .mutation(({ ctx, input }) =>
      ctx.services.collections.createRequest(
        input.parentId,
        input.name ?? null,
        input.request ?? emptyRequest(),
      ),
    ),
  rename: procedure
    .input(z.object({ id: opaqueId, name: newNameSchema }))
    .output(treeChangeSchema)
    .mutation(({ ctx, input }) => ctx.services.collections.rename(input.id, input.name)),
  duplicate: procedure
    .input(named)
    .output(treeChangeSchema)
    .mutation(({ ctx, input }) => ctx.services.collections.duplicate(input.id)),
  remove: procedure
    .input(named)
    .output(treeChangeSchema)
    .mutation(({ ctx, input }) => ctx.services.collections.remove(input.id)),
  move: procedure
    .input(z.object({ id: opaqueId, parentId: opaqueId, beforeId: opaqueId.nullable() }))
    .output(treeChangeSchema)
    .mutation(({ ctx, input }) => ctx.services.collections.move(input.id, input.parentId, input.beforeId)),
  undo: procedure
    .input(named)
    .output(treeChangeSchema)
    .mutation(({ ctx, input }) => ctx.services.collections.undo(input.id)),
  /** The text of a file that Parley shows and does not edit. */
  text: procedure
    .input(named)
    .output(fileTextSchema)
    .query(({ ctx, input }) => ctx.services.collections.text(input.id)),
  /** What a folder or collection gives to its requests, kept up to date. */
  defaults: procedure
    .input(named)
    .output(streamOf(placeDefaultsSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.collections.defaults(input.id, signal ?? ctx.session.signal),
    ),
  /** Resolves when the file has the change from `before` to `after`, with what others have changed as well, and stays. */
  putDefaults: procedure
    .input(named.extend({ before: requestDefaultsSchema, after: requestDefaultsSchema }))
    .output(defaultsElsewhereSchema)
    .mutation(({ ctx, input }) => ctx.services.collections.putDefaults(input.id, input.before, input.after)),
});
