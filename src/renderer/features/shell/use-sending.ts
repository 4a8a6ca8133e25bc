import { useEffect, useMemo, useState } from 'react';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { UploadWatch } from '../request/upload-watch.ts';
import type { Send } from '../response/use-send.ts';

export interface SendingOptions {
  readonly request: HttpRequest;
  /** The request as it is at the time of the call. */
  readonly currentRequest: () => HttpRequest;
  /** Files on their way to main, each of which tells in the end whether main has it. */
  readonly uploads: Set<Promise<boolean>>;
  readonly send: Pick<Send, 'running' | 'start' | 'cancel'>;
  /** Called where the URL is what is missing. */
  readonly onUrlMissing: () => void;
}

/** What Send and Cancel mean: a request that lacks something is not sent, one that waits for an upload is sent then. */
export function useSending({ request, currentRequest, uploads, send, onUrlMissing }: SendingOptions) {
  const [methodProblem, setMethodProblem] = useState<string | null>(null);
  const [refused, setRefused] = useState<{ request: HttpRequest; why: string } | null>(null);
  const [waiting, setWaiting] = useState<AbortController | null>(null);
  // With the tab goes what it has not sent yet.
  useEffect(() => () => waiting?.abort(), [waiting]);

  const watch = useMemo<UploadWatch>(
    () => ({
      add: (upload) => {
        uploads.add(upload);
        void upload.finally(() => uploads.delete(upload));
      },
    }),
    [uploads],
  );

  const sendAfterUploads = async () => {
    const wait = new AbortController();
    setWaiting(wait);
    const stored = await Promise.all(uploads);
    if (wait.signal.aborted) return;
    setWaiting(null);
    // Without a file that was waited for it would be another request.
    if (stored.every(Boolean)) send.start(currentRequest());
  };
  const trySend = () => {
    if (send.running || waiting || methodProblem !== null) return;
    if (request.url.trim() === '') {
      setRefused({ request, why: 'Type the URL to send to.' });
      onUrlMissing();
    } else if (uploads.size > 0 && (request.body.kind === 'file' || request.body.kind === 'multipart')) {
      void sendAfterUploads();
    } else {
      send.start(request);
    }
  };

  const problem = methodProblem ?? (refused?.request === request ? refused.why : null);
  return {
    trySend,
    cancel: () => {
      if (!waiting) {
        send.cancel();
        return;
      }
      waiting.abort();
      setWaiting(null);
    },
    /** There is something to cancel. */
    busy: send.running || waiting !== null,
    /** What stands below the request line. What was refused may be sent once something has changed. */
    note: waiting ? 'Waiting for the upload; the request is sent when it is complete.' : problem,
    setMethodProblem,
    watch,
  };
}
