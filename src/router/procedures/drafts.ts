import { z } from 'zod';
import {
  draftEditSchema,
  draftEventSchema,
  draftSidesSchema,
  editMarksSchema,
  fileProgressSchema,
  openedDraftSchema,
  progressOfSchema,
} from '../contracts/draft.ts';
import { newNameSchema } from '../contracts/collection.ts';
import { opaqueId } from '../contracts/ids.ts';
import type { DraftEditor } from '../collection-services.ts';
import type { Session } from '../context.ts';
import { streamOf } from '../streams.ts';
import type { Procedure } from '../trpc.ts';

/**
 * Aborts where the window cancels the call, and not where the window goes: what somebody has asked to save before closing it
 * is saved.
 */
function cancelOf(call: AbortSignal | undefined, session: Session): AbortSignal {
  const cancelled = new AbortController();
  const onAbort = () => {
    if (!session.signal.aborted) cancelled.abort(call?.reason);
  };
  if (call?.aborted) onAbort();
  call?.addEventListener('abort', onAbort, { once: true });
  return cancelled.signal;
}

const named = z.object({ id: opaqueId });
/** With marks of the edits that the person has seen: what another window has typed meanwhile is not saved, or decided about. */
const seen = named.extend({ marks: editMarksSchema.optional() });

function editorOf({ session }: { session: Session }, { marks }: z.infer<typeof seen>): DraftEditor {
  return { session, marks };
}

export const draftsProcedures = (procedure: Procedure) => ({
  /** Opens a draft for this window. A mutation, since it may make one and marks it as open here. */
  get: procedure
    .input(
      z.object({
        id: opaqueId.optional(),
        beside: opaqueId.optional(),
        /** Of an edit that the window has and main has not: where another window has edited the draft meanwhile, this one gets a copy. */
        marks: editMarksSchema.optional(),
      }),
    )
    .output(openedDraftSchema)
    .mutation(({ ctx, input, signal }) =>
      ctx.services.drafts.open(ctx.session, input.id, input, signal ?? ctx.session.signal),
    ),
  /** Opens a saved request for editing. */
  openItem: procedure
    .input(z.object({ itemId: opaqueId }))
    .output(openedDraftSchema)
    .mutation(({ ctx, input, signal }) =>
      ctx.services.drafts.openItem(ctx.session, input.itemId, signal ?? ctx.session.signal),
    ),
  /** How far the opening or saving of a request is whose file is large. */
  progress: procedure
    .input(progressOfSchema)
    .output(streamOf(fileProgressSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.drafts.progress(input, signal ?? ctx.session.signal),
    ),
  /**
   * Resolves when the edit is on disk. Not cancelled by the window's end: what was received is kept. Refused where another window
   * has the draft open (this one gets a copy when it asks), or might have had it and the edit does not say what it was made on.
   */
  put: procedure
    .input(draftEditSchema)
    .output(z.object({ revision: z.int() }))
    .mutation(({ ctx, input }) => ctx.services.drafts.put(input, ctx.session)),
  watch: procedure
    .input(named)
    .output(streamOf(draftEventSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.drafts.watch(input.id, signal ?? ctx.session.signal),
    ),
  /** Writes the draft into the file of its saved request. Put its last edit first. Cancelled, the file is as it was. */
  save: procedure
    .input(seen)
    .output(z.void())
    .mutation(({ ctx, input, signal }) =>
      ctx.services.drafts.save(input.id, cancelOf(signal, ctx.session), editorOf(ctx, input)),
    ),
  /** Makes a saved request of a draft. */
  saveAs: procedure
    .input(seen.extend({ parentId: opaqueId, name: newNameSchema }))
    .output(z.object({ itemId: opaqueId }))
    .mutation(({ ctx, input }) =>
      ctx.services.drafts.saveAs(input.id, input.parentId, input.name, editorOf(ctx, input)),
    ),
  sides: procedure
    .input(named)
    .output(draftSidesSchema)
    .query(({ ctx, input }) => ctx.services.drafts.sides(input.id)),
  resolve: procedure
    .input(seen.extend({ keep: z.enum(['mine', 'theirs', 'both']) }))
    .output(openedDraftSchema)
    .mutation(({ ctx, input }) => ctx.services.drafts.resolve(input.id, input.keep, editorOf(ctx, input))),
  /** Takes back what `resolve` with `mine` has overwritten. */
  takeBack: procedure
    .input(seen)
    .output(openedDraftSchema)
    .mutation(({ ctx, input }) => ctx.services.drafts.takeBack(input.id, editorOf(ctx, input))),
  discard: procedure
    .input(named)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.drafts.discard(ctx.session, input.id)),
});
