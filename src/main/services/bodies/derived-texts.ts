import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { BodyEngine } from '#body-engine/engine.ts';
import type { WorkerClient } from '#body-engine/engine-worker.ts';
import type { TextJobInput } from '#body-engine/worker/text-jobs.ts';
import type { TextReport } from '#router/contracts/body-jobs.ts';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import { Failure } from '#router/contracts/failure.ts';
import { storageFailure } from '../files/storage-failure.ts';
import type { BodyHead } from '../http/exchange-types.ts';
import type { DerivedBody } from './derived-body.ts';
import { type JobCall, toItsEnd } from './job-call.ts';
import { bodyIsGone, isFileGone, type StoredBody } from './stored-body.ts';
import type { BodyStore } from './store.ts';

export interface DerivedTextsOptions {
  readonly bodies: Pick<BodyStore, 'createDerived' | 'discard'>;
  readonly engine: Pick<BodyEngine, 'withJobWorker'>;
  /** Makes room for a text that grows, and tells whether there is any. */
  readonly makeRoom: () => boolean;
  /** Told of a defect that ended a job. */
  readonly onError: (error: unknown) => void;
}

export interface TextToMake {
  readonly source: StoredBody;
  readonly facts: BodyFacts;
  readonly head: BodyHead;
  /** What to do where the disk or the worker failed it, such as `format it again`. */
  readonly again: string;
  /** Begins the job that writes the text. */
  readonly begin: (client: WorkerClient, input: TextJobInput, call: JobCall<TextReport>) => unknown;
}

/** A text, and whether something other than its source has kept it from being made. */
export interface MadeText {
  readonly body: DerivedBody;
  /** What was known of the source when it began. */
  readonly facts: BodyFacts;
  readonly hasFailed: boolean;
}

/** Has texts made of bodies by jobs. Each is there at once, and says itself how far it is and why it ended early. */
export class DerivedTexts {
  readonly #options: DerivedTextsOptions;
  readonly #running = new Set<Promise<void>>();

  constructor(options: DerivedTextsOptions) {
    this.#options = options;
  }

  /** What is known of a body once there is a byte of it. Throws a `Failure` where it is gone, or goes meanwhile. */
  async known(body: StoredBody): Promise<BodyFacts> {
    // It ends by itself when the body does.
    for await (const facts of body.facts(new AbortController().signal)) {
      if (facts.indexedBytes > 0 || facts.state !== 'arriving') return facts;
    }
    throw bodyIsGone();
  }

  /** Throws a `Failure` where the source is gone, and of phase `store` where the file can't be made. */
  async make(text: TextToMake): Promise<MadeText> {
    const body = await this.#options.bodies.createDerived(text.source.id, text.head);
    const made = { body, facts: text.facts, hasFailed: false };
    const running = body
      .keepDuring(async () => {
        made.hasFailed = !(await this.#run(text, body));
      })
      .catch(this.#options.onError)
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
    return made;
  }

  /** Another text has taken its place. Harmless where it is gone already. */
  discard({ body }: MadeText): void {
    if (!body.signal.aborted) this.#options.bodies.discard(body.id);
  }

  /** Resolves when no job runs any more. To be called when the bodies are removed, which ends the jobs. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** @returns whether the job came to its end. Where it has not, what it has made is kept, with the reason in words. */
  async #run({ source, facts, begin, again }: TextToMake, body: DerivedBody): Promise<boolean> {
    const input = { sourceId: source.id, encoding: facts.encoding.label, outputPath: body.path };
    let last: TextReport = { doneBytes: 0, totalBytes: source.info.size, outputBytes: 0 };
    const full = new AbortController();
    const tell = () => {
      const { outputBytes, ...derivation } = last;
      body.grew(outputBytes, derivation);
    };
    try {
      await this.#options.engine.withJobWorker(
        (client, signal) =>
          toItsEnd<TextReport>(
            (call) => begin(client, input, call),
            (report) => {
              const needsRoom = report.outputBytes > last.outputBytes && isMoreToCome(report, source);
              last = report;
              tell();
              if (needsRoom && !this.#options.makeRoom()) full.abort(noRoom(again));
            },
            signal,
          ),
        AbortSignal.any([body.signal, full.signal]),
        [source.view],
      );
      await body.finish(last.problem ? 'incomplete' : 'complete');
      return true;
    } catch (cause) {
      // It was removed: nobody asks.
      if (body.signal.aborted) return false;
      last = {
        ...last,
        outputBytes: await this.#bytesIn(body),
        problem: { message: this.#reason(cause, again) },
      };
      tell();
      await body.finish('incomplete');
      return false;
    }
  }

  /** More may be in the file than the job came to tell of. */
  async #bytesIn({ path, info }: DerivedBody): Promise<number> {
    try {
      return (await stat(path)).size;
    } catch (cause) {
      if (!isFileGone(cause)) this.#options.onError(cause);
      return info.size;
    }
  }

  #reason(cause: unknown, again: string): string {
    const failure = isFileGone(cause)
      ? bodyIsGone(cause)
      : storageFailure(cause, { what: 'the text is not whole', kept: 'What was made is kept.', then: again });
    if (failure instanceof Failure) return failure.message;
    this.#options.onError(cause);
    return 'Parley has made a mistake here, which is in its log. What was made of the text is kept.';
  }
}

/** A text that is whole by now needs no room any more. */
function isMoreToCome({ doneBytes, totalBytes, problem }: TextReport, source: StoredBody): boolean {
  return problem === undefined && (doneBytes < totalBytes || source.info.state === 'arriving');
}

function noRoom(again: string): Failure {
  return new Failure(
    'PRECONDITION_FAILED',
    `The responses that are kept have used up their share of the disk, so the text is not whole. What was made is kept. Give them more room in the settings and ${again}.`,
  );
}

/** The source's name with what was done to it before its extension. */
export function derivedName(fileName: string, done: string, extension = extname(fileName)): string {
  const stem = fileName.slice(0, fileName.length - extname(fileName).length);
  return `${stem}.${done}${extension}`;
}
