import type { LogEntry } from '#router/contracts/app.ts';

const maxWaiting = 1000;
const maxBatch = 100;
const batchDelayMs = 1000;
const forwarded = ['warn', 'error'] as const;

/** Writes a batch to main's log. */
export type WriteLog = (entries: LogEntry[]) => Promise<unknown>;

export interface LogForwarder extends Disposable {
  /** Adds an entry of the app's own, such as what an error boundary caught. */
  add(entry: Omit<LogEntry, 'at'>): void;
  /** Sends what has gathered. */
  flush(): Promise<void>;
}

/**
 * Forwards warnings and errors of the console, uncaught errors and unhandled rejections to main's log: as text, never
 * as objects, in batches. What can't be written waits for the next batch; past 1,000 entries the oldest are dropped,
 * and the log says how many.
 */
export function forwardLog(write: WriteLog, target: Window & typeof globalThis = window): LogForwarder {
  let waiting: LogEntry[] = [];
  let dropped = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing = false;

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (writing || waiting.length === 0) return;
    writing = true;
    const batch = waiting.slice(0, maxBatch);
    waiting = waiting.slice(maxBatch);
    if (dropped > 0) {
      batch.push({
        level: 'warn',
        source: 'app',
        at: Date.now(),
        message: `${dropped} entries were dropped`,
      });
      dropped = 0;
    }
    try {
      await write(batch);
    } catch {
      // Main is away or refuses: logging that would only make more of it. Kept for the next batch.
      waiting = [...batch, ...waiting];
    } finally {
      writing = false;
    }
    if (waiting.length > 0) schedule();
  };
  const schedule = () => {
    timer ??= setTimeout(() => void flush(), batchDelayMs);
  };
  const add = (entry: Omit<LogEntry, 'at'>) => {
    waiting.push({ ...entry, message: entry.message.slice(0, 16_384), at: Date.now() });
    if (waiting.length > maxWaiting) {
      waiting.shift();
      dropped += 1;
    }
    schedule();
  };

  const originals = forwarded.map((level) => {
    const original = target.console[level];
    target.console[level] = (...values: unknown[]) => {
      original.apply(target.console, values);
      add({
        level,
        source: 'console',
        message: values.map(toText).join(' '),
        ...stackOf(values.find(isError)),
      });
    };
    return { level, original };
  });
  const onError = ({ message, error }: ErrorEvent) =>
    add({ level: 'error', source: 'uncaught', message, ...stackOf(error) });
  const onRejection = ({ reason }: PromiseRejectionEvent) =>
    add({ level: 'error', source: 'rejection', message: toText(reason), ...stackOf(reason) });
  const onHide = () => void flush();
  target.addEventListener('error', onError);
  target.addEventListener('unhandledrejection', onRejection);
  target.addEventListener('pagehide', onHide);

  return {
    add,
    flush,
    [Symbol.dispose]() {
      clearTimeout(timer);
      for (const { level, original } of originals) target.console[level] = original;
      target.removeEventListener('error', onError);
      target.removeEventListener('unhandledrejection', onRejection);
      target.removeEventListener('pagehide', onHide);
    },
  };
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isError(value)) return `${value.name}: ${value.message}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function stackOf(value: unknown): { stack?: string } {
  return isError(value) && value.stack ? { stack: value.stack.slice(0, 65_536) } : {};
}
