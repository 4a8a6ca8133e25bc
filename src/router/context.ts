import type { CollectionServices } from './collection-services.ts';
import type { AppInfo, LifecycleEvent, LogEntry, NoticeKind } from './contracts/app.ts';
import type { BodyInfo, BodyRange, MediaPlace, SaveEvent, SaveInput, UploadPiece } from './contracts/body.ts';
import type { CompareEvent, CompareInput } from './contracts/body-compare.ts';
import type { FindEventsInput, FoundEvents } from './contracts/body-events.ts';
import type { DerivedBodyName, FilterInput } from './contracts/body-jobs.ts';
import type {
  BodyFacts,
  JsonNodes,
  JsonNodesInput,
  Place,
  PlaceInput,
  Rows,
  RowsRange,
  SearchEvent,
  SearchQuery,
} from './contracts/body-view.ts';
import type { BodyId, DraftId, SendId } from './contracts/ids.ts';
import type { HttpRequest, StoredFile } from './contracts/request.ts';
import type { RequestPreview, SendEvent, ToSend } from './contracts/send.ts';
import type { BodyUsage, Settings } from './contracts/settings.ts';
import type { UpdateState } from './contracts/update.ts';

/** Who asks: one document, from its first frame to its last. */
export interface Session {
  readonly id: string;
  /** Aborts when the document is gone. */
  readonly signal: AbortSignal;
  /** Names the window that holds the document, in the host's own terms. */
  readonly windowId: string;
}

/**
 * What the procedures call. The router states what it needs; the services implement it, and a host puts
 * them together. Every failure that a person can act on is thrown as a `Failure`.
 */
export interface Services extends CollectionServices {
  readonly app: {
    info(): AppInfo;
    /** Opens one more window, with a draft of its own. Resolves when its page has loaded. */
    openWindow(): Promise<void>;
  };
  readonly lifecycle: {
    events(session: Session, signal: AbortSignal): AsyncIterable<LifecycleEvent>;
    readyToClose(session: Session): void;
    /** The person has read a notice. Harmless where it no longer stands. */
    dismissNotice(session: Session, kind: NoticeKind): void;
  };
  readonly log: {
    /** Writes what a window reports. */
    fromWindow(session: Session, entries: readonly LogEntry[]): void;
    /** Writes an error with its causes and stack once, and returns the id under which the file has it. */
    failure(error: Error, where: { path?: string | undefined; session?: string | undefined }): string;
  };
  readonly requests: {
    /** Starts a send, or does nothing where `id` is known. Returns at once. */
    send(session: Session, id: SendId, what: ToSend): void;
    /** What would be sent, secrets masked. */
    preview(draftId: DraftId, request: HttpRequest): Promise<RequestPreview>;
    /** Every event after `lastEventId` (all, where it is undefined), then what comes; throws the send's `Failure`. */
    events(
      session: Session,
      id: SendId,
      lastEventId: string | undefined,
      signal: AbortSignal,
    ): AsyncIterable<{ id: string; event: SendEvent }>;
    /** Aborts a send; what had arrived is kept. Harmless where it has ended. */
    cancel(id: SendId): void;
    /** Lets a body go on that is held because it became suspiciously large. */
    goOn(id: SendId): void;
    /** This window needs the send no more. */
    release(session: Session, id: SendId): void;
  };
  readonly bodies: {
    /** What all of them take on the disk. */
    readonly usage: BodyUsage;
    info(id: BodyId): BodyInfo;
    /** The bytes of a range, in pieces of 256 KiB at most; follows a body that still arrives. */
    stream(range: BodyRange, signal: AbortSignal): AsyncIterable<Uint8Array>;
    /** What is known by now, at once, then as it grows (ten times a second at most), to the end of all changes. */
    facts(id: BodyId, signal: AbortSignal): AsyncIterable<BodyFacts>;
    rows(range: RowsRange, signal: AbortSignal): Promise<Rows>;
    place(input: PlaceInput, signal: AbortSignal): Promise<Place>;
    /** Children of a value in its JSON. */
    nodes(input: JsonNodesInput, signal: AbortSignal): Promise<JsonNodes>;
    /** Events of a stream of server-sent events that match; none of anything else. */
    events(input: FindEventsInput, signal: AbortSignal): Promise<FoundEvents>;
    /** Hits in order, and how far it has come, to the end of the body. */
    search(id: BodyId, query: SearchQuery, signal: AbortSignal): AsyncIterable<SearchEvent>;
    save(session: Session, input: SaveInput, signal: AbortSignal): AsyncIterable<SaveEvent>;
    /** A file that a request sends as a body, which is there until the signal ends it. */
    ofFile(file: StoredFile, signal: AbortSignal): AsyncIterable<{ id: BodyId }>;
  };
  /** What jobs make of bodies, or find out about them. */
  readonly bodyJobs: {
    /** The body's JSON laid out: a body of its own, there at once and growing. The same one while it is kept. */
    format(id: BodyId): Promise<DerivedBodyName>;
    /** What a filter lets through: a body of its own, there at once and growing. */
    filter(input: FilterInput): Promise<DerivedBodyName>;
    /** Removes what was made of a body, and stops the making of it. Harmless where it is gone. */
    discard(id: BodyId): void;
    /** Compares two bodies that have arrived. */
    compare(input: CompareInput, signal: AbortSignal): AsyncIterable<CompareEvent>;
  };
  readonly settings: {
    watch(signal: AbortSignal): AsyncIterable<Settings>;
    /** Resolves when they are on the disk. */
    put(settings: Settings): Promise<void>;
  };
  readonly previews: {
    /** The path under which a frame of the window can load a body as a page, once. */
    issue(id: BodyId): string;
  };
  readonly media: {
    /** The path under which the window can load a body as an image or a document, by range. */
    issue(session: Session, id: BodyId, signal: AbortSignal): Promise<MediaPlace>;
  };
  readonly uploads: {
    /** Resolves with the bytes stored so far. */
    append(piece: UploadPiece): Promise<{ size: number }>;
  };
  readonly updates: {
    /** The state, and each that follows. */
    states(signal: AbortSignal): AsyncIterable<UpdateState>;
    check(): Promise<void>;
    download(): Promise<void>;
    cancel(): void;
    restart(): Promise<void>;
    dismiss(): void;
  };
}

export interface Context {
  readonly services: Services;
  readonly session: Session;
}
