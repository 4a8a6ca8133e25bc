import { randomBytes } from 'node:crypto';
import pino, { type Level, type Logger } from 'pino';
import type { LogEntry } from '#router/contracts/app.ts';
import { Failure, type FailureCode } from '#router/contracts/failure.ts';
import type { Services, Session } from '#router/context.ts';
import { HiddenTexts } from '../secrets/hidden-texts.ts';
import { describeError } from './describe-error.ts';
import { type Hide, redacted, redactText, redactValue } from './redact.ts';
import { openRollingFile, type RollingFile } from './rolling-file.ts';

export interface LogOptions {
  /** Holds the log's files and nothing else. */
  readonly folder: string;
  readonly level?: Level;
  /** The most that one file holds, in MiB. */
  readonly fileMiB?: number;
  /** The most files that are kept; two at least. */
  readonly fileCount?: number;
  /** Told once when the disk begins to refuse lines, which are then lost. Default: a line on standard error. */
  readonly onError?: (error: unknown) => void;
}

const tellOnStandardError = (error: unknown) => {
  process.stderr.write(`Parley can't write its log: ${String(error)}\n`);
};

type LogService = Services['log'];

/** Failures that mean trouble here, and not at the other end. */
const troubleHere: readonly FailureCode[] = [
  'INTERNAL_SERVER_ERROR',
  'SERVICE_UNAVAILABLE',
  'UNPROCESSABLE_CONTENT',
];

/** The log file: JSON lines, without secrets. */
export class Log implements LogService {
  readonly #file: RollingFile;
  readonly #logger: Logger;
  readonly #ids = new WeakMap<Error, string>();
  readonly #hidden = new HiddenTexts(redacted);
  readonly #hide: Hide = (text) => this.#hidden.in(text);

  private constructor(file: RollingFile, level: Level) {
    this.#file = file;
    this.#logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, file);
  }

  /** Rejects with the system's error where the file can't be opened. */
  static async open(options: LogOptions): Promise<Log> {
    const { folder, level = 'info', fileMiB = 5, fileCount = 5, onError = tellOnStandardError } = options;
    return new Log(await openRollingFile({ folder, fileMiB, fileCount, onError }), level);
  }

  /** Keeps these texts out of every line from now on. */
  hide(secrets: Iterable<string>): void {
    this.#hidden.add(secrets);
  }

  /** Writes a line. `facts` are searched for secrets as the message is. */
  write(level: Level, message: string, facts: Readonly<Record<string, unknown>> = {}): void {
    this.#logger[level]({ facts: redactValue(facts, this.#hide) }, redactText(message, this.#hide));
  }

  fromWindow(session: Session, entries: readonly LogEntry[]): void {
    for (const { level, message, stack, source, at } of entries) {
      this.#logger[level](
        {
          window: { session: session.id, source, at: new Date(at).toISOString() },
          ...(stack === undefined ? {} : { stack: redactText(stack, this.#hide) }),
        },
        redactText(message, this.#hide),
      );
    }
  }

  /**
   * Writes an error with its causes, once: the same error, also inside a router's wrapper, has the same id.
   * @returns the id under which the file has it.
   */
  failure(error: Error, where: { path?: string | undefined; session?: string | undefined } = {}): string {
    const original = unwrapped(error);
    const known = this.#ids.get(original);
    if (known !== undefined) return known;
    const logId = randomBytes(4).toString('hex');
    this.#ids.set(original, logId);
    const level = levelOf(error, original);
    const described = describeError(original, { stacks: level === 'error', hide: this.#hide });
    this.#logger[level]({ logId, ...where, error: described }, described.message);
    return logId;
  }

  /** As `failure`, for what is thrown where nobody waits for it. */
  unheard(error: unknown): string {
    return this.failure(
      error instanceof Error ? error : new Error(`thrown: ${String(error)}`, { cause: error }),
    );
  }

  /** Writes what waits, and closes the file. */
  close(): Promise<void> {
    return this.#file.close();
  }
}

/** The router hands each watcher of one failure its own `TRPCError` around it. */
function unwrapped(error: Error): Error {
  return isRouterError(error) && error.cause instanceof Error ? error.cause : error;
}

function isRouterError(error: Error): boolean {
  return error.name === 'TRPCError';
}

function levelOf(error: Error, original: Error): 'debug' | 'info' | 'warn' | 'error' {
  if (original.name === 'AbortError') return 'debug';
  if (original instanceof Failure) return troubleHere.includes(original.code) ? 'warn' : 'info';
  // A call that the router refused: bad input, or a procedure that is not there.
  if (isRouterError(error) && 'code' in error && error.code !== 'INTERNAL_SERVER_ERROR') return 'warn';
  return 'error';
}
