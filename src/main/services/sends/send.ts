import type { BodyId, SendId, UploadId } from '#router/contracts/ids.ts';
import type { HttpRequest, StoredFile } from '#router/contracts/request.ts';
import type { SendEventOf } from '#router/contracts/send.ts';
import type { Body } from '../bodies/body.ts';
import type { BodyStore } from '../bodies/store.ts';
import type { Deadline } from '../http/deadline.ts';
import type { BodyHead, BodySink, ExchangeFigures, ExchangeHooks } from '../http/exchange-types.ts';
import type { UploadStore } from '../uploads/store.ts';
import { EventLog } from './event-log.ts';
import { Hold } from './hold.ts';

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
  #isRunning = true;
  readonly #hold: Hold;

  constructor(id: SendId, request: HttpRequest, dependencies: SendDependencies) {
    this.id = id;
    this.#dependencies = dependencies;
    this.#hold = new Hold({
      ...dependencies,
      figures: this.#figures,
      onEvent: (event) => this.events.add(event),
    });
    this.ended = this.#run(request);
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** The response's body; undefined where none has begun. */
  get bodyId(): BodyId | undefined {
    return this.#bodyId;
  }

  /** What had arrived is kept. Harmless where it has ended. */
  cancel(): void {
    this.#controller.abort();
  }

  /** Lets a body that is held grow as it will. Harmless where none is held. */
  goOn(): void {
    this.#hold.release();
  }

  async #run(request: HttpRequest): Promise<void> {
    const { signal } = this.#controller;
    try {
      await this.#dependencies.exchange(request, this.#hooks(request), this.#figures, signal);
      await (await this.#opening)?.finish('complete');
      this.#addDone('complete');
      this.events.end();
    } catch (error) {
      await this.#keepWhatArrived();
      if (signal.aborted) {
        this.#addDone('cancelled');
        this.events.end();
      } else {
        this.#dependencies.onError(error);
        const { sent, wireBytes, bodyBytes, elapsedMs } = this.#figures;
        this.events.add({ type: 'progress', sent, wireBytes, bodyBytes, elapsedMs });
        this.#addDone('failed');
        this.events.end({ error });
      }
    } finally {
      this.#isRunning = false;
    }
  }

  #hooks(request: HttpRequest): ExchangeHooks {
    return {
      onEvent: (event) => this.events.add(event),
      openBody: (head, deadline) => this.#openBody(head, deadline),
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
  const files = [body.file, ...body.multipart.map((row) => row.file)];
  const file = files.find((candidate) => candidate?.id === id);
  if (!file) throw new Error('the exchange asked for a file that its request does not name');
  return file;
}
