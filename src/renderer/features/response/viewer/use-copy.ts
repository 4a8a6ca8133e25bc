import { useEffect, useRef, useState } from 'react';
import { askBeyondBytes, canCopy, type CopyFormat, readForClipboard } from './copy-range.ts';
import type { TextSource } from './text-source.ts';

/** What is to be copied: found out first, since only main knows which bytes a place in the text has. */
export interface CopyRequest {
  readonly range: (signal: AbortSignal) => Promise<{ start: number; end: number }>;
  readonly format: CopyFormat;
}

export type CopyState =
  | { readonly stage: 'idle' }
  | { readonly stage: 'asking'; readonly bytes: number; readonly isPossible: boolean }
  | { readonly stage: 'reading'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly stage: 'failed'; readonly message: string };

/** A copy that is done sooner shows no progress. */
const quietMs = 500;

const idle: CopyState = { stage: 'idle' };

/** Copies from a text of any size, one copy at a time. `describe` puts a failure into words. */
export function useCopy(source: TextSource, describe: (cause: unknown) => string) {
  const [state, setState] = useState<CopyState>(idle);
  const running = useRef<AbortController | null>(null);
  const [asked, setAsked] = useState<(CopyRequest & { start: number; end: number }) | null>(null);

  useEffect(() => () => running.current?.abort(), []);

  const run = async (work: (signal: AbortSignal) => Promise<void>) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setState(idle);
    try {
      await work(controller.signal);
      if (running.current === controller) setState((now) => (now.stage === 'reading' ? idle : now));
    } catch (cause) {
      if (controller.signal.aborted) return;
      setState({ stage: 'failed', message: describe(cause) });
    }
  };

  const read = async (start: number, end: number, format: CopyFormat, signal: AbortSignal) => {
    const began = performance.now();
    const text = await readForClipboard(source.bytes(start, end), format, {
      signal,
      onProgress: (doneBytes) => {
        if (performance.now() - began < quietMs) return;
        setState({ stage: 'reading', doneBytes, totalBytes: end - start });
      },
    });
    signal.throwIfAborted();
    await navigator.clipboard.writeText(text);
  };

  return {
    state,
    copy: (request: CopyRequest) =>
      void run(async (signal) => {
        const { start, end } = await request.range(signal);
        if (end - start > askBeyondBytes) {
          setAsked({ ...request, start, end });
          setState({ stage: 'asking', bytes: end - start, isPossible: canCopy(end - start, request.format) });
        } else if (end > start) {
          await read(start, end, request.format, signal);
        }
      }),
    /** Copies what was asked about. */
    confirm: () => {
      if (asked) void run((signal) => read(asked.start, asked.end, asked.format, signal));
    },
    /** Gives up whatever is under way, and forgets what went wrong. */
    dismiss: () => {
      running.current?.abort();
      setState(idle);
    },
  };
}

export type Copying = ReturnType<typeof useCopy>;
