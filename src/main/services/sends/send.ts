import type { BodyInfo } from '#router/contracts/body.ts';
import { Failure, type KeptFailure } from '#router/contracts/failure.ts';
import type { HistoryEntry } from '#router/contracts/history.ts';
import type { BodyId, SendId, UploadId } from '#router/contracts/ids.ts';
import { filesOf, type HttpRequest, type StoredFile } from '#router/contracts/request.ts';
import type { HeaderList, SendEvent, SendEventOf, ToSend } from '#router/contracts/send.ts';
import type { Body } from '../bodies/body.ts';
import type { BodyStore } from '../bodies/store.ts';
import type { Deadline } from '../http/deadline.ts';
import type { BodyHead, BodySink, ExchangeFigures, ExchangeHooks } from '../http/exchange-types.ts';
import type { HiddenTexts } from '../secrets/hidden-texts.ts';
import type { UploadStore } from '../uploads/store.ts';
import { EventLog } from './event-log.ts';
import { Hold } from './hold.ts';
import { errorWithoutSecrets, type Prepared, type Preparer, withoutSecrets } from './prepare.ts';

/**
 * Carries out one HTTP exchange. Resolves when the response is complete and in its body's file; rejects with a
 * `Failure`, or with the signal's reason. After it has settled it uses the hooks no more.
 */
export type Exchange = (
  request: HttpRequest,
  hooks: ExchangeHooks,
  figures: ExchangeFigures,
  signal: AbortSignal,
) => Promise<void>;

export interface SendDependencies {
  readonly preparer: Preparer;
  readonly exchange: Exchange;
  readonly bodies: Pick<BodyStore, 'create'>;
  readonly uploads: Pick<UploadStore, 'open'>;
  /** Bytes up to which a body is never suspected of having been packed to do harm. */
  readonly harmlessBytes?: number;
  /** Makes room for a body that grows, and tells whether there is any. */
  readonly makeRoom: () => boolean;
  /** Told of each exchange that failed, for the log. */
  readonly onError: (error: unknown) => void;
}

/** One send: an exchange that runs or has run, its events and its body. */
export class Send {
  readonly id: SendId;
  readonly events = new EventLog();
  /** Resolves when all is over: the last event is in the log and the body's file is closed. Never rejects. */
  readonly ended: Promise<void>;
  readonly #dependencies: SendDependencies;
  readonly #controller = new AbortController();
  readonly #figures: ExchangeFigures = { sent: 0, wireBytes: 0, bodyBytes: 0, elapsedMs: 0, phases: [] };
  #opening: Promise<Body> | undefined;
  #bodyId: BodyId | undefined;
  #prepared: Prepared | undefined;
  #isRunning = true;
  readonly #startedAt = Date.now();
  #failure: KeptFailure | null = null;
  readonly #hold: Hold;

  constructor(id: SendId, what: ToSend, dependencies: SendDependencies) {
    this.id = id;
    this.#dependencies = dependencies;
    this.#hold = new Hold({
      ...dependencies,
      figures: this.#figures,
      onEvent: (event) => this.events.add(event),
    });
    this.ended = this.#run(what);
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** The response's body; undefined where none has begun. */
  get bodyId(): BodyId | undefined {
    return this.#bodyId;
  }

  /** What is sent; undefined until that is known, and where it can't be sent. */
  get prepared(): Prepared | undefined {
    return this.#prepared;
  }

  /**
   * For the history, once it has ended; undefined where nothing was sent. What a server repeats of a secret is masked: that
   * goes to disk.
   */
  entry(infoOf: (id: BodyId) => BodyInfo): HistoryEntry | undefined {
    const events = this.events.kept;
    const done = events.find((event) => event.type === 'done');
    if (!this.#prepared || !done) return undefined;
    const { template, name, itemId, environment, hidden } = this.#prepared;
    const sent = events.find((event) => event.type === 'request');
    const head = events.find((event) => event.type === 'headers');
    return {
      id: this.id,
      at: this.#startedAt,
      method: template.method,
      url: template.url,
      sentUrl: sent?.url ?? '',
      environment,
      name,
      status: head?.status ?? null,
      outcome: done.outcome,
      elapsedMs: done.elapsedMs,
      body: this.#bodyId === undefined ? null : infoOf(this.#bodyId),
      request: template,
      itemId,
      events: events.map((event) => asKept(event, hidden)),
      failure: this.#failure,
    };
  }

  /** What had arrived is kept. Harmless where it has ended. */
  cancel(): void {
    this.#controller.abort();
  }

  /** Lets a body that is held grow as it will. Harmless where none is held. */
  goOn(): void {
    this.#hold.release();
  }

  async #run(what: ToSend): Promise<void> {
    const { preparer, exchange } = this.#dependencies;
    const { signal } = this.#controller;
    try {
      const prepared = await preparer.prepare(what, signal);
      this.#prepared = prepared;
      await exchange(prepared.request, this.#hooks(prepared), this.#figures, signal);
      await (await this.#opening)?.finish('complete');
      this.#addDone('complete');
      this.events.end();
    } catch (cause) {
      const hidden = this.#prepared?.hidden;
      const error = hidden ? errorWithoutSecrets(cause, hidden) : cause;
      await this.#keepWhatArrived();
      if (signal.aborted) {
        this.#addDone('cancelled');
        this.events.end();
      } else {
        this.#dependencies.onError(error);
        this.#failure = asKeptFailure(error);
        const { sent, wireBytes, bodyBytes, elapsedMs } = this.#figures;
        this.events.add({ type: 'progress', sent, wireBytes, bodyBytes, elapsedMs });
        this.#addDone('failed');
        this.events.end({ error });
      }
    } finally {
      this.#isRunning = false;
    }
  }

  #hooks({ request, hidden }: Prepared): ExchangeHooks {
    return {
      onEvent: (event: SendEvent) => this.events.add(withoutSecrets(event, hidden)),
      hide: (text) => hidden.in(text),
      // A server may repeat a secret in it.
      openBody: (head, deadline) => this.#openBody({ ...head, fileName: hidden.in(head.fileName) }, deadline),
      openUpload: (id) => this.#dependencies.uploads.open(storedFileOf(request, id)),
    };
  }

  async #openBody(head: BodyHead, deadline: Deadline): Promise<BodySink> {
    if (this.#opening) throw new Error('an exchange has one body');
    this.#opening = this.#dependencies.bodies.create(head).then((body) => {
      this.#bodyId = body.id;
      return body;
    });
    const body = await this.#opening;
    const held = (write: BodySink['write']) => async (bytes: Uint8Array) => {
      await this.#hold.pass(deadline);
      await write(bytes);
    };
    return {
      id: body.id,
      write: held((bytes) => body.write(bytes)),
      ...(head.asSentSuffix === undefined ? {} : { writeAsSent: held((bytes) => body.writeAsSent(bytes)) }),
    };
  }

  /** The file is closed even where the exchange was aborted while it was being opened. */
  async #keepWhatArrived(): Promise<void> {
    try {
      const body = await this.#opening;
      try {
        await body?.finish('incomplete');
      } finally {
        this.#figures.bodyBytes = body?.info.size ?? this.#figures.bodyBytes;
      }
    } catch (error) {
      this.#dependencies.onError(error);
    }
  }

  #addDone(outcome: SendEventOf<'done'>['outcome']): void {
    const { wireBytes, bodyBytes, elapsedMs, phases } = this.#figures;
    const bodyId = this.#bodyId ?? null;
    // A copy: what has been told does not change any more, whatever still writes into the figures.
    const told = { bodyId, wireBytes, bodyBytes, elapsedMs, phases: structuredClone(phases) };
    this.events.add({ type: 'done', outcome, ...told });
  }
}

/** The file as the request names it, so that a failure can say its name. */
function storedFileOf({ body }: HttpRequest, id: UploadId): StoredFile {
  const file = filesOf(body).find((candidate) => candidate.id === id);
  if (!file) throw new Error('the exchange asked for a file that its request does not name');
  return file;
}

/** What a server has sent is shown as it is, and not kept as it is. */
function asKept(event: SendEvent, hidden: HiddenTexts): SendEvent {
  const masked = (fields: HeaderList): HeaderList =>
    fields.map(([name, value]) => [hidden.in(name), hidden.in(value)]);
  if (event.type === 'headers') {
    return { ...event, statusText: hidden.in(event.statusText), headers: masked(event.headers) };
  }
  if (event.type === 'trailers') return { ...event, trailers: masked(event.trailers) };
  return event;
}

/** The log has the text of a defect; nobody else is shown it. */
function asKeptFailure(error: unknown): KeptFailure {
  if (!(error instanceof Failure)) {
    return { code: 'INTERNAL_SERVER_ERROR', message: 'Something went wrong inside Parley.', details: {} };
  }
  const { code, message, details } = error;
  return { code, message, details };
}
