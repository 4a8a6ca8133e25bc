import { randomBytes } from 'node:crypto';
import { type ExchangeOptions, exchange } from '#main/services/http/exchange.ts';
import type { BodySink, ExchangeFigures, ExchangeHooks } from '#main/services/http/exchange-types.ts';
import { Failure } from '#router/contracts/failure.ts';
import {
  emptyRequest,
  type HttpRequest,
  type RequestBody,
  type RequestOptions,
} from '#router/contracts/request.ts';
import type { HeaderList, SendEvent, SendEventOf } from '#router/contracts/send.ts';

/** What a test changes about an empty request. */
export interface TestRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: HeaderList;
  readonly body?: Partial<RequestBody>;
  readonly options?: Partial<RequestOptions>;
}

export interface ExchangeRun {
  /** Settles as the exchange does. */
  readonly finished: Promise<void>;
  readonly events: readonly SendEvent[];
  readonly figures: ExchangeFigures;
  /** What is in the sink so far. */
  body(): Buffer;
  text(): string;
  /** What was kept as it was sent; undefined where that is the body itself. */
  asSent(): Buffer | undefined;
  /** The name that was offered for the body. */
  fileName(): string | undefined;
  /** The first event of this type, as soon as it is here. */
  event<TType extends SendEvent['type']>(type: TType): Promise<SendEventOf<TType>>;
  abort(reason: unknown): void;
}

export function testRequest({ url, method = 'GET', headers = [], body, options }: TestRequest): HttpRequest {
  const empty = emptyRequest();
  return {
    ...empty,
    url,
    method,
    headers: headers.map(([name, value], at) => ({ id: `h${at}`, name, value, enabled: true })),
    body: { ...empty.body, ...body },
    options: { ...empty.options, ...options },
  };
}

/** Starts an exchange whose body goes into memory, or into `write`. */
export function startExchange(
  request: TestRequest | HttpRequest,
  options: Partial<ExchangeOptions> & {
    openUpload?: ExchangeHooks['openUpload'];
    write?: BodySink['write'];
    onEvent?: ExchangeHooks['onEvent'];
  } = {},
): ExchangeRun {
  const { openUpload = noUploads, write, onEvent, ...exchangeOptions } = options;
  const events: SendEvent[] = [];
  const arrivals = new Set<() => void>();
  const chunks: Uint8Array[] = [];
  let asSent: Uint8Array[] | undefined;
  const abort = new AbortController();
  let offered: string | undefined;
  const figures = { sent: 0, wireBytes: 0, bodyBytes: 0, elapsedMs: 0, phases: [] };
  const hooks: ExchangeHooks = {
    onEvent(event) {
      events.push(event);
      onEvent?.(event);
      for (const look of arrivals) look();
    },
    async openBody({ fileName, asSentSuffix }) {
      offered = fileName;
      const kept: Uint8Array[] = [];
      if (asSentSuffix !== undefined) asSent = kept;
      return {
        id: randomBytes(16).toString('base64url'),
        async write(bytes) {
          await write?.(bytes);
          chunks.push(bytes);
        },
        ...(asSentSuffix === undefined
          ? {}
          : { writeAsSent: (bytes: Uint8Array) => Promise.resolve(void kept.push(bytes)) }),
      };
    },
    openUpload: (id) => openUpload(id),
  };
  const full = 'query' in request ? request : testRequest(request);
  const finished = exchange(full, hooks, figures, abort.signal, { appVersion: '1.2.3', ...exchangeOptions });
  // A test looks at the end when it is ready to; until then a failure is not one that nobody handles.
  finished.catch(() => undefined);
  return {
    finished,
    events,
    figures,
    body: () => Buffer.concat(chunks),
    text: () => Buffer.concat(chunks).toString(),
    asSent: () => asSent && Buffer.concat(asSent),
    fileName: () => offered,
    event<TType extends SendEvent['type']>(type: TType) {
      return new Promise<SendEventOf<TType>>((resolve, reject) => {
        const look = () => {
          const found = events.find((event): event is SendEventOf<TType> => event.type === type);
          if (found) {
            arrivals.delete(look);
            resolve(found);
          }
        };
        arrivals.add(look);
        look();
        const missed = (cause?: unknown) => reject(new Error(`there was no ${type} event`, { cause }));
        finished.then(() => missed(), missed);
      });
    },
    abort: (reason) => abort.abort(reason),
  };
}

/** Runs an exchange to its good end; throws what it fails with. */
export async function runExchange(...parameters: Parameters<typeof startExchange>): Promise<ExchangeRun> {
  const run = startExchange(...parameters);
  await run.finished;
  return run;
}

/** Waits for an exchange to fail as a person can be told; throws where it ends in another way. */
export async function failureOf({ finished }: ExchangeRun): Promise<Failure> {
  const error: unknown = await finished.then(
    () => new Error('the exchange ended well'),
    (reason: unknown) => reason,
  );
  if (error instanceof Failure) return error;
  throw new Error('the exchange did not fail with a Failure', { cause: error });
}

/** Runs an exchange that has to fail, and gives the failure beside the rest. */
export async function failExchange(
  ...parameters: Parameters<typeof startExchange>
): Promise<ExchangeRun & { readonly failure: Failure }> {
  const run = startExchange(...parameters);
  return { ...run, failure: await failureOf(run) };
}

function noUploads(): Promise<never> {
  return Promise.reject(new Error('this test has no uploads'));
}

/** Something that one side waits for and the other side says. */
export function signalled() {
  let now = () => {};
  const happened = new Promise<void>((resolve) => {
    now = resolve;
  });
  return { happened, now: () => now() };
}
