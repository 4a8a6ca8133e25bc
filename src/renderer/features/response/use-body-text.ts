import { useCallback, useState } from 'react';
import { type MainProcessError, toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';
import { readBody } from '../../trpc/read-body.ts';
import type { Feed } from '../../ui/code/code-viewer.tsx';
import { type BodyShape, readText } from './body-text.ts';

export interface BodyTextOptions {
  readonly bodyId: string;
  readonly contentType: string;
  /** Bytes of the body that are read at most. */
  readonly limit: number;
  readonly evenBinary: boolean;
}

export interface BodyText {
  /** Reads the body, as far as it is there and then as it arrives, into a view. */
  readonly feed: Feed;
  readonly shape: BodyShape | null;
  /** Set when reading failed; a new `feed` tries again. */
  readonly error: MainProcessError | null;
  readonly retry: () => void;
}

/** A response's body as text for a view, no more than `limit` bytes of it, which only the view keeps. */
export function useBodyText({ bodyId, contentType, limit, evenBinary }: BodyTextOptions): BodyText {
  const client = useTRPCClient();
  const [shape, setShape] = useState<BodyShape | null>(null);
  const [failure, setFailure] = useState<{ attempt: number; error: MainProcessError } | null>(null);
  const [attempt, setAttempt] = useState(0);

  const feed = useCallback<Feed>(
    (append) => {
      const controller = new AbortController();
      const { signal } = controller;
      readText(readBody(client, { id: bodyId, start: 0, end: limit }), {
        contentType,
        limit,
        evenBinary,
        signal,
        onShape: setShape,
        onText: append,
      }).catch((cause: unknown) => {
        if (!signal.aborted) setFailure({ attempt, error: toMainProcessError(cause) });
      });
      return () => controller.abort();
    },
    [client, bodyId, contentType, limit, evenBinary, attempt],
  );

  return {
    feed,
    shape,
    error: failure?.attempt === attempt ? failure.error : null,
    retry: () => setAttempt((count) => count + 1),
  };
}
