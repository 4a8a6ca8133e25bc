import type { BodyEngine } from '#body-engine/engine.ts';
import { reportsOf } from '#body-engine/reports.ts';
import type { CompareEvent, CompareInput } from '#router/contracts/body-compare.ts';
import type { DerivedBodyName, FilterInput } from '#router/contracts/body-jobs.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { BodyId } from '#router/contracts/ids.ts';
import type { Services } from '#router/context.ts';
import { DerivedTexts } from './derived-texts.ts';
import { makeFiltered } from './filters.ts';
import { Formats } from './formats.ts';
import { toItsEnd } from './job-call.ts';
import { type StoredBody, unreadable } from './stored-body.ts';
import type { BodyStore } from './store.ts';

type BodyJobService = Services['bodyJobs'];

export interface BodyJobsOptions {
  readonly bodies: BodyStore;
  readonly engine: Pick<BodyEngine, 'withJobWorker'>;
  /** Makes room for a text that grows, and tells whether there is any. */
  readonly makeRoom: () => boolean;
  /** Told of a defect that ended a job. */
  readonly onError: (error: unknown) => void;
}

/** What job workers make of bodies, or find out about them. Texts that they make are bodies in the store. */
export class BodyJobs implements BodyJobService {
  readonly #bodies: BodyStore;
  readonly #engine: Pick<BodyEngine, 'withJobWorker'>;
  readonly #texts: DerivedTexts;
  readonly #formats: Formats;

  constructor(options: BodyJobsOptions) {
    this.#bodies = options.bodies;
    this.#engine = options.engine;
    this.#texts = new DerivedTexts(options);
    this.#formats = new Formats(this.#texts);
  }

  async format(id: BodyId): Promise<DerivedBodyName> {
    return { id: await this.#formats.of(this.#bodies.get(id)) };
  }

  async filter({ id, filter }: FilterInput): Promise<DerivedBodyName> {
    return { id: await makeFiltered(this.#texts, this.#bodies.get(id), filter) };
  }

  discard(id: BodyId): void {
    this.#bodies.discard(id);
  }

  /** Throws a `Failure` at once where a body is gone or still arrives. */
  compare(input: CompareInput, signal: AbortSignal): AsyncIterable<CompareEvent> {
    return this.#compare(this.#arrived(input.left), this.#arrived(input.right), signal);
  }

  /** Resolves when no job works on a text any more. To be called when the bodies are removed. */
  settled(): Promise<void> {
    return this.#texts.settled();
  }

  #arrived(id: BodyId): StoredBody {
    const body = this.#bodies.get(id);
    if (body.info.state !== 'arriving') return body;
    throw new Failure(
      'CONFLICT',
      'One of the two is still arriving. Compare them when both are complete, or cancel it first to compare what is there.',
    );
  }

  async *#compare(left: StoredBody, right: StoredBody, signal: AbortSignal): AsyncGenerator<CompareEvent> {
    const input = { left: left.id, right: right.id };
    try {
      yield* reportsOf<CompareEvent>(
        (report, callSignal) =>
          this.#engine.withJobWorker(
            (client, jobSignal) =>
              toItsEnd<CompareEvent>(
                (call) => client.compare.bodies.subscribe(input, call),
                report,
                jobSignal,
              ),
            callSignal,
            [left.view, right.view],
          ),
        signal,
      );
    } catch (cause) {
      signal.throwIfAborted();
      throw unreadable(cause);
    }
  }
}
