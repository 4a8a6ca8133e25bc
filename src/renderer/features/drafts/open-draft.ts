import type { Draft } from '#router/contracts/draft.ts';
import { isId, readFromSession, storeInSession } from '../../ui/session-store.ts';
import { withUrl } from '../request/query-rows.ts';
import { isDraft } from './stored-request.ts';

/** Which draft this window edits. */
export const draftIdKey = 'parley.draft';
/** An edit of it that main had not acknowledged when the page went. */
export const pendingKey = 'parley.draft.pending';

export interface OpenedDraft {
  readonly draft: Draft;
  /** The revision that main has; -1 where it has none of this draft. */
  readonly acknowledged: number;
}

/**
 * Opens the draft that this window had open, or another, and takes up the edit that did not reach main before a
 * reload or a kill.
 * @param get asks main; its failure is passed on.
 */
export async function openDraft(get: (id: string | undefined) => Promise<Draft>): Promise<OpenedDraft> {
  const pending = readFromSession(pendingKey, isDraft);
  const stored = await get(pending?.id ?? readFromSession(draftIdKey, isId) ?? undefined);
  const opened = newest(stored, pending);
  storeInSession(draftIdKey, opened.draft.id);
  if (pending && opened.draft !== pending) keepPending(null);
  // Who else wrote the draft may not have kept the table in step with the URL, which is what counts.
  const request = { ...opened.draft.request, ...withUrl(opened.draft.request, opened.draft.request.url) };
  return { ...opened, draft: { ...opened.draft, request } };
}

function newest(stored: Draft, pending: Draft | null): OpenedDraft {
  if (!pending) return { draft: stored, acknowledged: stored.revision };
  // Main does not know the draft (any more): the edit that the window still has is all there is of it.
  if (pending.id !== stored.id) return { draft: pending, acknowledged: -1 };
  const isNewer = pending.revision > stored.revision;
  return { draft: isNewer ? pending : stored, acknowledged: stored.revision };
}

/** Keeps the edit that main does not have (or forgets the last one, for null) for the window's next start. */
export function keepPending(draft: Draft | null): void {
  storeInSession(pendingKey, draft);
}
