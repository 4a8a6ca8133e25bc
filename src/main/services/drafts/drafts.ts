import { realpath } from 'node:fs/promises';
import type {
  DraftEdit,
  EditMarks,
  DraftEvent,
  DraftSides,
  FileProgress,
  OpenedDraft,
  ProgressOf,
} from '#router/contracts/draft.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { DraftId, ItemId, UploadId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { Services, Session } from '#router/context.ts';
import type { FilePlace } from '../collections/collection-files.ts';
import type { FileMeters } from '../files/file-meters.ts';
import type { TextFiles } from '../files/text-files.ts';
import type { CollectionBodies } from './collection-bodies.ts';
import { DraftMoves } from './draft-moves.ts';
import { DraftNews } from './draft-news.ts';
import { type DraftStatusOptions, statusOf } from './draft-status.ts';
import { ItemDrafts } from './item-drafts.ts';
import { DraftJournal, type DraftJournalOptions } from './journal.ts';
import type { LinkedDraft } from './linked-draft.ts';
import { LinkedDrafts } from './linked-drafts.ts';

export interface DraftsOptions extends Omit<DraftJournalOptions, 'onReleased'>, DraftStatusOptions {
  /** The files that saved requests name. */
  readonly bodies: CollectionBodies;
  /** How requests' files are read and written. */
  readonly texts: TextFiles;
  /** How far `texts` is. Left out: nobody is told. */
  readonly progress?: FileMeters;
  /** Makes the file of a new request. */
  readonly createRequest: Services['collections']['createRequest'];
}

/** What others need to know of the drafts that are edited: which variables they can name, say. */
export interface DraftLookup {
  /** Where the file of the saved request is, or of the one that it is a copy of; undefined for a draft that has to do with none. */
  place(id: DraftId): FilePlace | undefined;
  /** The newest edit; undefined for a draft that is not known. */
  request(id: DraftId): HttpRequest | undefined;
  /**
   * Calls for each draft whose request or place may be new.
   * @returns stops the calls.
   */
  onChanged(listener: (id: DraftId) => void): () => void;
}

type DraftService = Services['drafts'];
/** Who has something done with a draft. */
type DraftEditor = NonNullable<Parameters<DraftService['takeBack']>[1]>;

/** The requests that people are editing, those of files in collections among them. */
export class Drafts implements DraftService, DraftLookup {
  /** To be told of each file and folder of a collection that moves. */
  readonly moves: DraftMoves;
  readonly #options: DraftsOptions;
  readonly #journal: DraftJournal;
  readonly #linked: LinkedDrafts;
  readonly #news = new DraftNews();
  readonly #items: ItemDrafts;
  readonly #background = new Set<Promise<void>>();
  readonly #stopFollowing: () => void;

  private constructor(options: DraftsOptions, journal: DraftJournal) {
    this.#options = options;
    this.#journal = journal;
    this.#linked = new LinkedDrafts({ ...options, journal, onChanged: (id) => this.#news.announce(id) });
    this.moves = new DraftMoves({
      ...{ journal, linked: this.#linked, news: this.#news, onError: options.onError },
      inBackground: (work) => this.#inBackground(work),
    });
    this.#items = new ItemDrafts({
      ...{ journal, linked: this.#linked, files: options.files },
      isInTabs: options.isInTabs ?? (() => false),
      inBackground: (work) => this.#inBackground(work),
    });
    this.#stopFollowing = options.files.onChanged(({ collectionId, paths }) => {
      const changed = new Set(paths);
      this.#inBackground(
        this.#linked.lookAgain((place) => place.collectionId === collectionId && changed.has(place.path)),
      );
    });
  }

  /** Reads the drafts of an earlier run. Those that have no edits and are in no tab are forgotten. */
  static async open(options: DraftsOptions): Promise<Drafts> {
    // A document can let go of a draft only once it has got one, from what this returns.
    let opened: Drafts | undefined;
    const journal = await DraftJournal.open({ ...options, onReleased: (id) => opened?.afterRelease(id) });
    const drafts = new Drafts(options, journal);
    for (const { latest } of journal.linked)
      await drafts.#items.dropIfUnused(latest.id).catch(options.onError);
    opened = drafts;
    return drafts;
  }

  /** How many drafts there are. */
  get count(): number {
    return this.#journal.count;
  }

  /** Those with edits that no document holds, the newest last. */
  get loose(): DraftId[] {
    return this.#journal.loose;
  }

  /**
   * Opens a draft for a document, as `DraftJournal.open` says; a new one beside another one, where that is named: variables,
   * headers and auth are those of its place. `marks` are of an edit that main has not. Throws the reason of the session's signal, or of the one given.
   */
  async open(
    session: Session,
    id: DraftId | undefined,
    { beside, marks }: { beside?: DraftId | undefined; marks?: EditMarks | undefined } = {},
    signal = session.signal,
  ): Promise<OpenedDraft> {
    const isKnown = id !== undefined && this.#journal.find(id) !== undefined;
    const draft = await this.#journal.open(session, id, marks);
    const place = isKnown || beside === undefined ? undefined : this.place(beside);
    if (place) await this.moves.putBeside(draft.id, place);
    await (await this.#linked.get(draft.id))?.look(AbortSignal.any([session.signal, signal]));
    return this.#opened(draft.id);
  }

  /**
   * Opens a draft of a saved request: the one that this document has; else one that nobody holds and that has edits, as
   * of before a crash; else a new one. Throws a `Failure` where there is no such request, or it can't be read; and the reason
   * of the session's signal, or of the one given.
   */
  async openItem(session: Session, itemId: ItemId, signal = session.signal): Promise<OpenedDraft> {
    const either = AbortSignal.any([session.signal, signal]);
    return this.#opened(await this.#items.open(session, itemId, either));
  }

  /**
   * Resolves with the revision that the draft then has, once it is on disk: the edit's own or a newer one. An older revision
   * than what is stored changes nothing. An unknown id is accepted. Rejects with a `Failure`: of phase `store`; where another
   * document than the session's holds the draft, or may have, and has edited it; and where nobody holds it, it edits a saved
   * request, and `madeOn` is not said.
   */
  async put({ madeOn, marks, ...draft }: DraftEdit, session?: Session): Promise<{ revision: number }> {
    const { id } = draft;
    const refuseStranger = () => {
      if (session) this.#journal.refuseStranger(session, id, madeOn !== undefined, marks);
    };
    refuseStranger();
    // What it was made on may have to be brought back, from the disk after a restart.
    const known = this.#journal.find(id);
    if (madeOn || (!this.#linked.known(id) && known?.exchanged.length)) {
      const opened = await this.#linked.get(id);
      // A save of another document may be under way, and is not to write this edit, nor to pass for what it was made on.
      if (madeOn) await opened?.settled();
      // It was thrown away meanwhile, after this edit.
      if (known && this.#journal.find(id) !== known) return { revision: draft.revision };
      // Another document may have got it meanwhile.
      refuseStranger();
    }
    const linked = this.#linked.known(id);
    linked?.beforeEdit(draft, madeOn);
    const file = this.#journal.take(draft, marks);
    this.#news.edited(id);
    // Not that which main may give it before this is written: its window has not heard of that.
    const { revision } = file.latest;
    await (linked ?? file).write();
    return { revision };
  }

  /** How a draft stands to its file, now and after each change. Ends with the signal's reason. */
  async *watch(id: DraftId, signal: AbortSignal): AsyncGenerator<DraftEvent> {
    let told: { version: number; reload: number | undefined } | undefined;
    for (;;) {
      signal.throwIfAborted();
      const linked = await this.#linked.get(id);
      const version = this.#news.version(id);
      if (told?.version === version) {
        await this.#news.next(signal);
        continue;
      }
      const exchangedAt = linked?.exchangedAt;
      const isNew = exchangedAt !== undefined && exchangedAt !== told?.reload;
      const draft = this.#journal.find(id)?.latest;
      told = { version, reload: exchangedAt };
      yield { status: statusOf(linked, this.#options), reload: isNew && draft ? draft : null };
    }
  }

  /**
   * Writes a draft into its file. Throws a `Failure`: CONFLICT where others have changed the file; where another
   * document holds the draft, or has edited it unseen; and the signal's reason. It is untouched then.
   */
  async save(id: DraftId, signal?: AbortSignal, by?: DraftEditor): Promise<void> {
    this.#refuseUnseen(by, id);
    const linked = await this.#linked.get(id);
    if (!linked) {
      throw new Failure(
        'PRECONDITION_FAILED',
        'This request belongs to no collection yet. Choose one to save it there.',
      );
    }
    await linked.save(signal);
  }

  /** Makes a saved request of a draft, which is that one's draft from then on. Throws as `save` does; nothing is changed then. */
  async saveAs(id: DraftId, parentId: ItemId, name: string, by?: DraftEditor): Promise<{ itemId: ItemId }> {
    this.#refuseUnseen(by, id);
    const { files, createRequest } = this.#options;
    const file = this.#journal.find(id);
    const parent = files.node(parentId);
    if (!file) {
      throw new Failure(
        'NOT_FOUND',
        'This request is not kept any more. Copy it into a new tab, then save it.',
      );
    }
    if (!parent) throw new Failure('NOT_FOUND', 'This folder is not there any more. Choose another one.');
    const { request } = file.latest;
    const adopted = await this.#linked.adopt(request, parent);
    const { id: itemId } = await createRequest(parentId, name, adopted.request);
    const node = itemId === null ? undefined : files.node(itemId);
    if (!node) throw new Error('a request was made, and is not there');
    await this.#linked.tie(file, node, request, adopted.paths);
    this.#news.announce(id);
    return { itemId: node.id };
  }

  /** How far the file of a saved request is that is read or written. Throws a `Failure` where nobody can tell where it is. */
  async *progress(of: ProgressOf, signal: AbortSignal): AsyncGenerator<FileProgress> {
    const { files, progress } = this.#options;
    const node = 'itemId' in of ? files.node(of.itemId) : undefined;
    const place = 'itemId' in of ? node : this.place(of.draftId);
    if (!place || !progress) return;
    const name = node?.name ?? this.#journal.find('draftId' in of ? of.draftId : '')?.link?.name ?? '';
    const path = files.absolute(place);
    // What can't be found is told by who reads it.
    const real = await realpath(path).catch(() => path);
    for await (const share of progress.watch(real, signal)) yield { name, share };
  }

  /** Both texts of a file that others have changed. Throws a `Failure`. */
  async sides(id: DraftId): Promise<DraftSides> {
    return (await this.#linkedOf(id)).sides();
  }

  /** Ends a conflict. Throws as `save` does where that can't be done; nothing is lost then. */
  async resolve(id: DraftId, keep: 'mine' | 'theirs' | 'both', by?: DraftEditor): Promise<OpenedDraft> {
    this.#refuseUnseen(by, id);
    await (await this.#linkedOf(id)).resolve(keep);
    return this.#opened(id);
  }

  /** Takes `resolve` with `mine` back. Throws as `save` does where that can't be done. */
  async takeBack(id: DraftId, by?: DraftEditor): Promise<OpenedDraft> {
    this.#refuseUnseen(by, id);
    await (await this.#linkedOf(id)).takeBack();
    return this.#opened(id);
  }

  /** Throws a draft away, unless another document holds it. Rejects with the system's error. */
  async discard(session: Session, id: DraftId): Promise<void> {
    const discarded = this.#journal.discard(session, id, this.#linked.known(id)?.settled());
    // Before anything is awaited: an edit that comes now makes a draft of its own.
    if (!this.#journal.find(id)) this.#linked.forget(id);
    await discarded;
    this.#news.announce(id);
  }

  /** Whether a draft, or the text of one that was set aside, names an upload. */
  refersTo(id: UploadId): boolean {
    return this.#journal.refersTo(id);
  }

  place(id: DraftId): FilePlace | undefined {
    const file = this.#journal.find(id);
    return this.#linked.known(id)?.place ?? file?.link?.place ?? file?.beside;
  }

  request(id: DraftId): HttpRequest | undefined {
    return this.#journal.find(id)?.latest.request;
  }

  onChanged(listener: (id: DraftId) => void): () => void {
    return this.#news.onChanged(listener);
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    this.#stopFollowing();
    await Promise.all(this.#background);
    await this.#linked.settled();
    await this.#journal.close();
  }

  /** To be called when a document has let go of a draft. */
  private afterRelease(id: DraftId): void {
    this.#inBackground(this.#items.dropIfUnused(id));
  }

  #refuseUnseen(by: DraftEditor | undefined, id: DraftId): void {
    if (by) this.#journal.refuseUnseen(by.session, id, by.marks);
  }

  #opened(id: DraftId): OpenedDraft {
    const file = this.#journal.find(id);
    if (!file) throw new Failure('NOT_FOUND', 'This request was closed meanwhile. Open it again.');
    const status = statusOf(this.#linked.known(id), this.#options);
    return { ...file.latest, status, ...(file.mark !== undefined && { mark: file.mark }) };
  }

  async #linkedOf(id: DraftId): Promise<LinkedDraft> {
    const linked = await this.#linked.get(id);
    if (linked) return linked;
    throw new Failure(
      'PRECONDITION_FAILED',
      'This request belongs to no collection: nobody else can change it.',
    );
  }

  #inBackground(work: Promise<void>): void {
    const done = work.catch(this.#options.onError).finally(() => this.#background.delete(done));
    this.#background.add(done);
  }
}
