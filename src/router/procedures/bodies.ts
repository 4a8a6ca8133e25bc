import { z } from 'zod';
import {
  bodyInfoSchema,
  bodyRangeSchema,
  bytesSchema,
  mediaPlaceSchema,
  saveEventSchema,
  saveInputSchema,
  uploadPieceSchema,
} from '../contracts/body.ts';
import { findEventsInputSchema, foundEventsSchema } from '../contracts/body-events.ts';
import {
  bodyFactsSchema,
  jsonNodesInputSchema,
  jsonNodesSchema,
  placeInputSchema,
  placeSchema,
  rowsRangeSchema,
  rowsSchema,
  searchEventSchema,
  searchQuerySchema,
} from '../contracts/body-view.ts';
import { opaqueId } from '../contracts/ids.ts';
import { storedFileSchema } from '../contracts/request.ts';
import { streamOf } from '../streams.ts';
import type { Procedure } from '../trpc.ts';

export const bodiesProcedures = (procedure: Procedure) => ({
  info: procedure
    .input(z.object({ id: opaqueId }))
    .output(bodyInfoSchema)
    .query(({ ctx, input }) => ctx.services.bodies.info(input.id)),
  /** The bytes of a range; read no faster than the window takes them. */
  stream: procedure
    .input(bodyRangeSchema)
    .output(streamOf(bytesSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.bodies.stream(input, signal ?? ctx.session.signal),
    ),
  /** What is known of a body: at once, then as it grows, ten times a second at most. Ends when nothing more can change. */
  facts: procedure
    .input(z.object({ id: opaqueId }))
    .output(streamOf(bodyFactsSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.bodies.facts(input.id, signal ?? ctx.session.signal),
    ),
  /** Some rows of its text. Behind the end there are none. */
  rows: procedure
    .input(rowsRangeSchema)
    .output(rowsSchema)
    .query(({ ctx, input, signal }) => ctx.services.bodies.rows(input, signal ?? ctx.session.signal)),
  /** One place in its text, in every way to name it. */
  place: procedure
    .input(placeInputSchema)
    .output(placeSchema)
    .query(({ ctx, input, signal }) => ctx.services.bodies.place(input, signal ?? ctx.session.signal)),
  /** Children of a value in its JSON: what a tree needs to open a node. */
  nodes: procedure
    .input(jsonNodesInputSchema)
    .output(jsonNodesSchema)
    .query(({ ctx, input, signal }) => ctx.services.bodies.nodes(input, signal ?? ctx.session.signal)),
  /** The next events of a stream of server-sent events that match a filter, and where to go on from. */
  events: procedure
    .input(findEventsInputSchema)
    .output(foundEventsSchema)
    .query(({ ctx, input, signal }) => ctx.services.bodies.events(input, signal ?? ctx.session.signal)),
  /** Hits, in order, and how far the search has come; on a body that arrives it goes on. Given up, it stops at once. */
  search: procedure
    .input(z.object({ id: opaqueId, query: searchQuerySchema }))
    .output(streamOf(searchEventSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.bodies.search(input.id, input.query, signal ?? ctx.session.signal),
    ),
  /** Saves a body outside Parley, and tells how far it is. Given up, it leaves nothing behind. */
  save: procedure
    .input(saveInputSchema)
    .output(streamOf(saveEventSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.bodies.save(ctx.session, input, signal ?? ctx.session.signal),
    ),
  /** A file that a request sends, to be looked at: the body's id, which is gone when the subscription ends. */
  ofFile: procedure
    .input(z.object({ file: storedFileSchema }))
    .output(streamOf(z.object({ id: opaqueId })))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.bodies.ofFile(input.file, signal ?? ctx.session.signal),
    ),
  /** Where a frame finds an HTML body as a page without scripts and without a network: a path that works once. */
  preview: procedure
    .input(z.object({ id: opaqueId }))
    .output(z.object({ path: z.string() }))
    .mutation(({ ctx, input }) => ({ path: ctx.services.previews.issue(input.id) })),
  /** Where the window finds an image or a PDF, for as long as its document lives. */
  media: procedure
    .input(z.object({ id: opaqueId }))
    .output(mediaPlaceSchema)
    .query(({ ctx, input, signal }) =>
      ctx.services.media.issue(ctx.session, input.id, signal ?? ctx.session.signal),
    ),
});

export const uploadsProcedures = (procedure: Procedure) => ({
  /** One piece of a file that a request will send. Await each before the next. */
  append: procedure
    .input(uploadPieceSchema)
    .output(z.object({ size: z.int() }))
    .mutation(({ ctx, input }) => ctx.services.uploads.append(input)),
});
