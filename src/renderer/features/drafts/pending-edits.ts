import type { Draft, DraftEdit, OpenedDraft } from '#router/contracts/draft.ts';
import type { DraftId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import { readFromSession, storeInSession } from '../../ui/session-store.ts';
import { withUrl } from '../request/query-rows.ts';
import { isDraftEdit } from './stored-request.ts';

/*
 * Edits that main has not acknowledged, each under its draft's id: the window keeps them over a reload. Each has a place
 * of its own, so that one that is too large for the window's memory takes no other with it.
 */

const keyOf = (id: DraftId) => `parley.draft.pending.${id}`;

/** Keeps the edit that main does not have of a draft, with what it was made on; null forgets it. */
export function keepPending(id: DraftId, edit: DraftEdit | null): void {
  if (storeInSession(keyOf(id), edit) || !edit) return;
  // The edit itself may still have room.
  const { madeOn: _madeOn, ...draft } = edit;
  storeInSession(keyOf(id), draft);
}

/** The edit of a draft that main did not have when the page went; null where there is none. */
export function pendingOf(id: DraftId): DraftEdit | null {
  return readFromSession(keyOf(id), isDraftEdit);
}

/** A draft as it is edited from now on, and the revision of it that main has. */
export interface TakenUp {
  readonly draft: Draft;
  readonly acknowledged: number;
}

/** A draft as main tells it, with the edit that main does not have where there is one. */
export function takeUp(stored: Draft, pending: Draft | null = null): TakenUp {
  const { id, revision, request } = newest(stored, pending);
  return { draft: { id, revision, request: inStep(request) }, acknowledged: stored.revision };
}

/** How a draft stands to its file, its requests made comparable with the one that is edited. */
export function statusInStep(status: OpenedDraft['status']): OpenedDraft['status'] {
  const { saved, theirs } = status;
  return { ...status, saved: saved && inStep(saved), theirs: theirs && inStep(theirs) };
}

/** Who else wrote the request may not have kept the table in step with the URL, which is what counts. */
export function inStep(request: HttpRequest): HttpRequest {
  return { ...request, ...withUrl(request, request.url) };
}

function newest(stored: Draft, pending: Draft | null): Draft {
  if (!pending) return stored;
  // Another window has the draft open, and this one was given a copy: its edit goes on there.
  if (pending.id !== stored.id) return { ...stored, request: pending.request, revision: stored.revision + 1 };
  return pending.revision > stored.revision ? pending : stored;
}
