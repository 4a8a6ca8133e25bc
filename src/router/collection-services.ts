import type { Collection, FileText, OfferedFolder, TreeChange, TreeEvent } from './contracts/collection.ts';
import type { PlaceDefaults, RequestDefaults } from './contracts/defaults.ts';
import type {
  DraftEdit,
  EditMarks,
  DraftEvent,
  DraftSides,
  FileProgress,
  OpenedDraft,
  ProgressOf,
} from './contracts/draft.ts';
import type { DefaultsElsewhere, RowElsewhere } from './contracts/elsewhere.ts';
import type {
  CollectionId,
  DraftId,
  EnvironmentId,
  ItemId,
  SendId,
  TabStripId,
  UndoId,
} from './contracts/ids.ts';
import type { HistoryPage, HistorySearch } from './contracts/history.ts';
import type { HttpRequest } from './contracts/request.ts';
import type { TabStrip } from './contracts/tabs.ts';
import type {
  Environment,
  KeptSecret,
  ScopeOf,
  SecretStorage,
  Variable,
  VariableScope,
} from './contracts/variable.ts';
import type { Session } from './context.ts';

/** A document that has something done with a draft, and marks of the edits that its person has seen; see `editMarksSchema`. */
export interface DraftEditor {
  readonly session: Session;
  readonly marks?: EditMarks | undefined;
}

/** What the procedures about saved requests call: `context.ts` says more of such services. */
export interface CollectionServices {
  readonly collections: {
    /** The whole tree, then each change of it. */
    watch(signal: AbortSignal): AsyncIterable<TreeEvent>;
    /** Folders that can be opened without a dialog (browser host); none where there is one. */
    offered(): Promise<readonly OfferedFolder[]>;
    /** Opens a folder: the one offered, or the one that the person chooses. Null where they chose none. */
    open(session: Session, offeredId: string | undefined): Promise<Collection | null>;
    /** Makes a collection: in a folder that the person chooses, or among those offered. Null where they chose none. */
    create(session: Session, name: string): Promise<Collection | null>;
    /** Takes it off the tree. Its files stay. So do the drafts of it, for when it is opened again. */
    close(id: CollectionId): Promise<void>;
    createFolder(parentId: ItemId, name: string): Promise<TreeChange>;
    /** @param name null: one that nothing beside it has. */
    createRequest(parentId: ItemId, name: string | null, request: HttpRequest): Promise<TreeChange>;
    /** Gives another name to a request, a folder or a collection; its file's name follows. */
    rename(id: ItemId, name: string): Promise<TreeChange>;
    duplicate(id: ItemId): Promise<TreeChange>;
    /** Puts it into Parley's bin, from where `undo` brings it back. */
    remove(id: ItemId): Promise<TreeChange>;
    /** Puts it into `parentId`, before the item named or last. */
    move(id: ItemId, parentId: ItemId, beforeId: ItemId | null): Promise<TreeChange>;
    undo(id: UndoId): Promise<TreeChange>;
    /** A file's text, 5 MiB of it at most. */
    text(id: ItemId): Promise<FileText>;
    /** What a folder or collection gives to its requests, now and after each change of the files that say it. */
    defaults(id: ItemId, signal: AbortSignal): AsyncIterable<PlaceDefaults>;
    /**
     * Resolves when the file says so. Takes `before` to tell what was edited: all else stays as it stands in the file, and so
     * does what others have changed as well, which it tells.
     */
    putDefaults(id: ItemId, before: RequestDefaults, after: RequestDefaults): Promise<DefaultsElsewhere>;
  };
  readonly drafts: {
    /**
     * Opens a draft for this window: the one named, or the newest that no window has open, or a new one. `beside` is for a new
     * one that belongs to no collection: variables, headers and auth are those of that draft's place. `marks` are of an edit that
     * main has not: what another window has edited meanwhile is not opened for it then, but a copy.
     */
    open(
      session: Session,
      id: DraftId | undefined,
      how?: { readonly beside?: DraftId | undefined; readonly marks?: EditMarks | undefined },
      signal?: AbortSignal,
    ): Promise<OpenedDraft>;
    /** Opens a draft of a saved request: the one that nobody has open, where it has edits, or a new one. */
    openItem(session: Session, itemId: ItemId, signal?: AbortSignal): Promise<OpenedDraft>;
    /** How far the reading or writing of its file is, now and as it goes on. */
    progress(of: ProgressOf, signal: AbortSignal): AsyncIterable<FileProgress>;
    /** Resolves when the draft is safely on disk. `Drafts.put` says when it is refused. */
    put(draft: DraftEdit, session?: Session): Promise<{ revision: number }>;
    /** How the draft stands to its file, now and after each change. */
    watch(id: DraftId, signal: AbortSignal): AsyncIterable<DraftEvent>;
    /** Writes what is on disk of the draft into its file. A CONFLICT where the file is not what it was. `Drafts.save` says when it is refused. */
    save(id: DraftId, signal?: AbortSignal, by?: DraftEditor): Promise<void>;
    /** Makes a saved request of a draft; the draft is that one's from then on. Refused as `save` is. */
    saveAs(id: DraftId, parentId: ItemId, name: string, by?: DraftEditor): Promise<{ itemId: ItemId }>;
    /** Both texts, after a conflict. */
    sides(id: DraftId): Promise<DraftSides>;
    /**
     * Ends a conflict: `mine` overwrites the file, `theirs` drops the draft's edits, `both` makes the draft's edits again
     * on what the file says, and leaves them unsaved. Refused as `save` is.
     */
    resolve(id: DraftId, keep: 'mine' | 'theirs' | 'both', by?: DraftEditor): Promise<OpenedDraft>;
    /** Takes `resolve(id, 'mine')` back: the file says again what was overwritten, and the conflict is there again. Likewise. */
    takeBack(id: DraftId, by?: DraftEditor): Promise<OpenedDraft>;
    /** Throws the draft away with its edits: the person was asked. */
    discard(session: Session, id: DraftId): Promise<void>;
  };
  readonly tabs: {
    /** Opens the tabs of this window: those named, or the newest that no window has open, or new ones. */
    open(session: Session, id: TabStripId | undefined): Promise<TabStrip>;
    /** Resolves when they are on disk. */
    put(strip: TabStrip): Promise<{ revision: number }>;
  };
  readonly history: {
    /** What matches, the newest first, now and after each send. */
    watch(search: HistorySearch, signal: AbortSignal): AsyncIterable<HistoryPage>;
    /** What was typed for a send. */
    request(id: SendId): Promise<{ request: HttpRequest; itemId: ItemId | null }>;
    /** Forgets a send and its response. */
    remove(id: SendId): Promise<void>;
    clear(): Promise<void>;
  };
  readonly environments: {
    /** The environment in use in a collection, for all windows; null for none. */
    choose(collectionId: CollectionId, id: EnvironmentId | null): Promise<void>;
    create(collectionId: CollectionId, name: string): Promise<EnvironmentId>;
    rename(id: EnvironmentId, name: string): Promise<EnvironmentId>;
    duplicate(id: EnvironmentId): Promise<EnvironmentId>;
    remove(id: EnvironmentId): Promise<{ undoId: UndoId }>;
    /** Its variables, now and after each change of its file. */
    watch(id: EnvironmentId, signal: AbortSignal): AsyncIterable<Environment>;
    /**
     * Resolves when the file says so. Takes `before` to tell what was edited: all else stays as it stands in the file, and so
     * does what others have changed as well, which it tells.
     */
    put(
      id: EnvironmentId,
      before: readonly Variable[],
      after: readonly Variable[],
    ): Promise<RowElsewhere<Variable>[]>;
    /**
     * Keeps the value of a secret variable on this machine; null forgets it.
     * @param before the mark of the value that is to give way, null where there was none; undefined: whatever is there
     */
    putSecret(
      id: EnvironmentId,
      name: string,
      value: string | null,
      before?: string | null,
    ): Promise<KeptSecret>;
    /** The value, for the person to see who asked for it. */
    revealSecret(id: EnvironmentId, name: string): Promise<string>;
    secretStorage(): SecretStorage;
    /** What a draft, or the settings of a folder or collection, can name, now and after each change of what is on disk. */
    scope(of: ScopeOf, signal: AbortSignal): AsyncIterable<VariableScope>;
  };
}
