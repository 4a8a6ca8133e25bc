import { useEffect, useRef, useState } from 'react';
import {
  askBeyondBytes,
  canCopy,
  type CopyFormat,
  readForClipboard,
  type ReadOptions,
} from './copy-range.ts';
import type { TextSource } from './text-source.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** What is to be copied: found out first, since only main knows which bytes a place in the text has. */
export interface CopyRequest {
  /** `onProgress` is told of bytes that have to be read for that. */
  readonly range: (options: ReadOptions) => Promise<Range>;
  readonly format: CopyFormat;
}

export type CopyState =
  | { readonly stage: 'idle' }
  | { readonly stage: 'finding'; readonly readBytes: number }
  | { readonly stage: 'asking'; readonly bytes: number; readonly isPossible: boolean }
  | { readonly stage: 'reading'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly stage: 'copied'; readonly bytes: number }
  | { readonly stage: 'failed'; readonly message: string };

/** A copy that is done sooner, in milliseconds, tells nothing; one that takes longer tells its progress so often. */
const tickMs = 500;

const idle: CopyState = { stage: 'idle' };

/** What a copy that runs says of itself. */
interface Run {
  readonly signal: AbortSignal;
  readonly tell: (progress: CopyState) => void;
}

/** Copies from a text of any size, one copy at a time. `describe` puts a failure into words. */
export function useCopy(source: TextSource, describe: (cause: unknown) => string) {
  const [state, setState] = useState<CopyState>(idle);
  const running = useRef<AbortController | null>(null);
  const [asked, setAsked] = useState<(Range & Pick<CopyRequest, 'format'>) | null>(null);

  useEffect(() => () => running.current?.abort(), []);

  /** Runs a copy; what it returns is shown when it has ended. */
  const run = async (work: (run: Run) => Promise<CopyState>) => {
    running.current?.abort();
    const controller = (running.current = new AbortController());
    const { signal } = controller;
    setState(idle);
    let progress = idle;
    let isSlow = false;
    const ticking = setInterval(() => {
      isSlow = true;
      setState(progress);
    }, tickMs);
    signal.addEventListener('abort', () => clearInterval(ticking));
    try {
      const end = await work({ signal, tell: (now) => (progress = now) });
      signal.throwIfAborted();
      setState(end.stage === 'copied' && !isSlow ? idle : end);
    } catch (cause) {
      if (!signal.aborted) setState({ stage: 'failed', message: describe(cause) });
    } finally {
      clearInterval(ticking);
    }
  };

  const read = async (
    { start, end }: Range,
    format: CopyFormat,
    { signal, tell }: Run,
  ): Promise<CopyState> => {
    const totalBytes = end - start;
    const onProgress = (doneBytes: number) => tell({ stage: 'reading', doneBytes, totalBytes });
    onProgress(0);
    const text = await readForClipboard(source.bytes(start, end), format, { signal, onProgress });
    signal.throwIfAborted();
    await navigator.clipboard.writeText(text);
    return { stage: 'copied', bytes: totalBytes };
  };

  return {
    state,
    copy: ({ range, format }: CopyRequest) =>
      void run(async (under) => {
        const onProgress = (readBytes: number) => under.tell({ stage: 'finding', readBytes });
        onProgress(0);
        const { start, end } = await range({ signal: under.signal, onProgress });
        const bytes = end - start;
        if (bytes <= 0) return idle;
        if (bytes <= askBeyondBytes) return read({ start, end }, format, under);
        setAsked({ start, end, format });
        return { stage: 'asking', bytes, isPossible: canCopy(bytes, format) };
      }),
    /** Copies what was asked about. */
    confirm: () => {
      if (asked) void run((under) => read(asked, asked.format, under));
    },
    /** Gives up whatever is under way, and forgets what went wrong. */
    dismiss: () => {
      running.current?.abort();
      setState(idle);
    },
  };
}

export type Copying = ReturnType<typeof useCopy>;
