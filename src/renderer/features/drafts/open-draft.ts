import type { Draft } from '#router/contracts/draft.ts';
import type { DraftId } from '#router/contracts/ids.ts';
import { isId, readFromSession, storeInSession } from '../../ui/session-store.ts';
import { withUrl } from '../request/query-rows.ts';
import { isDraft } from './stored-request.ts';

/** Which draft this window edits. */
export const draftIdKey = 'parley.draft';
/** An edit of it that main had not acknowledged when the page went. */
export const pendingKey = 'parley.draft.pending';

/**
 * Names the draft in the window's address. Main of the desktop app opens a window with it and reads it there when the
 * window closes, so that each comes back with its own.
 */
const draftParameter = 'draft';

export interface OpenedDraft {
  readonly draft: Draft;
  /** The revision that main has. */
  readonly acknowledged: number;
}

/**
 * Opens the draft that this window had open, or another, and takes up the edit that did not reach main before a
 * reload or a kill.
 * @param get asks main; its failure is passed on.
 */
export async function openDraft(get: (id: string | undefined) => Promise<Draft>): Promise<OpenedDraft> {
  const pending = readFromSession(pendingKey, isDraft);
  const stored = await get(pending?.id ?? readFromSession(draftIdKey, isId) ?? draftInAddress());
  const opened = toOpened(stored, pending);
  rememberDraft(opened.draft.id);
  // Main has it, or is about to be told under the draft's id of now.
  if (pending && opened.draft.revision === opened.acknowledged) keepPending(null);
  return opened;
}

/** Keeps in mind which draft this window edits: over a reload, and for main. */
export function rememberDraft(id: DraftId): void {
  storeInSession(draftIdKey, id);
  history.replaceState(history.state, '', addressOfDraft(id));
}

/** The address of a window that opens with this draft. */
export function addressOfDraft(id: DraftId): URL {
  const url = new URL(location.href);
  url.searchParams.set(draftParameter, id);
  return url;
}

function draftInAddress(): DraftId | undefined {
  const id = new URL(location.href).searchParams.get(draftParameter);
  return isId(id) ? id : undefined;
}

/** A draft as main tells it, with the edit that main does not have where there is one. */
export function toOpened(stored: Draft, pending: Draft | null = null): OpenedDraft {
  const draft = newest(stored, pending);
  // Who else wrote the draft may not have kept the table in step with the URL, which is what counts.
  const request = { ...draft.request, ...withUrl(draft.request, draft.request.url) };
  return { draft: { ...draft, request }, acknowledged: stored.revision };
}

function newest(stored: Draft, pending: Draft | null): Draft {
  if (!pending) return stored;
  // Another window has the draft open, and this one was given a copy: its edit goes on there.
  if (pending.id !== stored.id) return { ...stored, request: pending.request, revision: stored.revision + 1 };
  return pending.revision > stored.revision ? pending : stored;
}

/** Keeps the edit that main does not have (or forgets the last one, for null) for the window's next start. */
export function keepPending(draft: Draft | null): void {
  storeInSession(pendingKey, draft);
}
