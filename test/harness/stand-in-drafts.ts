import type { DraftEvent, DraftStatus, FileProgress, OpenedDraft } from '#router/contracts/draft.ts';
import { Failure } from '#router/contracts/failure.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import type { TabStrip } from '#router/contracts/tabs.ts';
import type { Services } from '#router/context.ts';

interface StoredDraft {
  id: string;
  revision: number;
  request: HttpRequest;
  itemId: string | null;
  status: DraftStatus;
}

const noFile: DraftStatus = { source: null, saved: null, file: 'same', theirs: null };

/**
 * Main's side of tabs and drafts, in memory and without files: for tests of what a window makes of it, in states that are
 * hard to bring about on a disk. Put into a `TestMain`'s services.
 */
export class StandInDrafts {
  readonly strips = new Map<string, TabStrip>();
  readonly stored = new Map<string, StoredDraft>();
  /** The requests that there are files of. */
  readonly items = new Map<string, { name: string; request: HttpRequest }>();
  /** Awaited by each put; for tests of what is on its way. */
  gate: Promise<void> = Promise.resolve();
  #nextId = 1;
  readonly #listeners = new Set<(id: string, event: DraftEvent) => void>();

  /** Which draft each that was opened beside one stands beside. */
  /** Whether edits and what others wrote touch different things. */
  canMerge = false;
  /** How often both sides were asked for. */
  sidesAsked = 0;

  readonly overwritten = new Map<string, HttpRequest>();
  readonly besides = new Map<string, string>();

  /** The drafts that are followed. */
  readonly watched = new Set<string>();

  newId(): string {
    return `${'i'.repeat(18)}${String(this.#nextId++).padStart(4, '0')}`;
  }

  addItem(name: string, url: string): string {
    const id = this.newId();
    this.items.set(id, { name, request: { ...emptyRequest(), url } });
    return id;
  }

  /** Somebody else writes the file of a request; null removes it, or puts it into the bin. */
  changeItem(itemId: string, request: HttpRequest | null, removed: 'removed' | 'binned' = 'removed'): void {
    const item = this.items.get(itemId);
    if (request && item) item.request = request;
    else this.items.delete(itemId);
    for (const draft of this.stored.values()) {
      if (draft.itemId !== itemId) continue;
      const isEdited = JSON.stringify(draft.request) !== JSON.stringify(draft.status.saved);
      if (!request) {
        this.#tell(draft, { ...draft.status, file: removed, theirs: null });
      } else if (isEdited) {
        this.#tell(draft, { ...draft.status, file: 'changed', theirs: request });
      } else {
        draft.request = request;
        draft.revision += 1;
        this.#tell(draft, { ...draft.status, file: 'same', saved: request }, true);
      }
    }
  }

  readonly services: {
    readonly tabs: Services['tabs'];
    readonly drafts: { -readonly [name in keyof Services['drafts']]: Services['drafts'][name] };
  } = {
    tabs: {
      open: async (_session, id = this.newId()) =>
        this.strips.get(id) ?? { id, revision: 0, tabs: [], active: null },
      put: async (strip) => {
        await this.gate;
        this.strips.set(strip.id, strip);
        return { revision: strip.revision };
      },
    },
    drafts: {
      open: async (_session, id = this.newId(), { beside } = {}) => {
        await this.gate;
        if (beside !== undefined) this.besides.set(id, beside);
        const draft = this.stored.get(id) ?? {
          id,
          revision: 0,
          request: emptyRequest(),
          itemId: null,
          status: noFile,
        };
        this.stored.set(id, draft);
        return opened(draft);
      },
      openItem: async (_session, itemId) => {
        const item = this.items.get(itemId);
        if (!item) throw new Failure('NOT_FOUND', 'This request is no longer there.');
        const source = { collectionId: itemId, itemId, name: item.name, above: ['Shop'] };
        const { request } = item;
        const status: DraftStatus = { source, saved: request, file: 'same', theirs: null };
        const draft = { id: this.newId(), revision: 0, request, itemId, status };
        this.stored.set(draft.id, draft);
        return opened(draft);
      },
      put: async ({ id, revision, request }) => {
        await this.gate;
        const draft = this.stored.get(id) ?? { id, revision, request, itemId: null, status: noFile };
        this.stored.set(id, draft);
        if (revision >= draft.revision) Object.assign(draft, { revision, request });
        return { revision: draft.revision };
      },
      progress: () => this.#progress(),
      watch: (id, signal) => this.#watch(id, signal),
      save: async (id) => {
        const draft = this.#of(id);
        if (draft.status.file === 'changed')
          throw new Failure('CONFLICT', `${this.#fileOf(draft)} has changed on disk.`);
        this.items.set(draft.itemId ?? '', { name: draft.status.source?.name ?? '', request: draft.request });
        this.#tell(draft, { ...draft.status, saved: draft.request, file: 'same', theirs: null });
      },
      saveAs: async (id, parentId, name) => {
        const draft = this.#of(id);
        const itemId = this.newId();
        this.items.set(itemId, { name, request: draft.request });
        draft.itemId = itemId;
        const source = { collectionId: parentId, itemId, name, above: ['Shop'] };
        this.#tell(draft, { source, saved: draft.request, file: 'same', theirs: null });
        return { itemId };
      },
      sides: async (id) => {
        this.sidesAsked += 1;
        const { request, status } = this.#of(id);
        return {
          mine: `url: ${request.url}\n`,
          theirs: `url: ${status.theirs?.url}\n`,
          canMerge: this.canMerge,
        };
      },
      resolve: async (id, keep) => {
        const draft = this.#of(id);
        const { theirs } = draft.status;
        if (keep === 'both') throw new Failure('CONFLICT', 'Both changed the URL.');
        if (keep === 'theirs' && theirs) {
          draft.request = theirs;
          draft.revision += 1;
        } else {
          if (theirs) this.overwritten.set(id, theirs);
          this.items.set(draft.itemId ?? '', {
            name: draft.status.source?.name ?? '',
            request: draft.request,
          });
        }
        this.#tell(draft, { ...draft.status, saved: draft.request, file: 'same', theirs: null });
        return opened(draft);
      },
      takeBack: async (id) => {
        const draft = this.#of(id);
        const theirs = this.overwritten.get(id);
        const item = this.items.get(draft.itemId ?? '');
        if (!theirs || !item) throw new Failure('NOT_FOUND', 'What others had written is not kept any more.');
        item.request = theirs;
        this.#tell(draft, { ...draft.status, file: 'changed', theirs });
        return opened(draft);
      },
      discard: async (_session, id) => void this.stored.delete(id),
    },
  };

  #of(id: string): StoredDraft {
    const draft = this.stored.get(id);
    if (!draft) throw new Failure('NOT_FOUND', 'This draft is no longer there.');
    return draft;
  }

  #fileOf({ status }: StoredDraft): string {
    return `${status.source?.name}.yml`;
  }

  #tell(draft: StoredDraft, status: DraftStatus, isReloaded = false): void {
    draft.status = status;
    const reload = isReloaded ? { id: draft.id, revision: draft.revision, request: draft.request } : null;
    for (const listener of this.#listeners) listener(draft.id, { status, reload });
  }

  /** Nothing here takes long. */
  async *#progress(): AsyncGenerator<FileProgress> {}

  async *#watch(id: string, signal: AbortSignal): AsyncGenerator<DraftEvent> {
    const waiting: DraftEvent[] = [{ status: this.stored.get(id)?.status ?? noFile, reload: null }];
    let wake: () => void = () => undefined;
    const listener = (of: string, event: DraftEvent) => {
      if (of !== id) return;
      waiting.push(event);
      wake();
    };
    const end = () => wake();
    this.#listeners.add(listener);
    this.watched.add(id);
    signal.addEventListener('abort', end);
    try {
      while (!signal.aborted) {
        const event = waiting.shift();
        if (event) yield event;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#listeners.delete(listener);
      signal.removeEventListener('abort', end);
    }
  }
}

function opened({ id, revision, request, status }: StoredDraft): OpenedDraft {
  return { id, revision, request, status };
}
