import { useEffect, useRef, useState } from 'react';
import type { StoredFile } from '#router/contracts/request.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';
import { uploadFile } from './upload.ts';
import { useUploadWatch } from './upload-watch.ts';

export type UploadState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly name: string; readonly sent: number; readonly size: number }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string };

/**
 * Uploads one file at a time; a new one ends the one before it, and so does the end of the component.
 * @param onStored is given the file when main has all of it.
 */
export function useUpload(onStored: (file: StoredFile) => void) {
  const client = useTRPCClient();
  const watch = useUploadWatch();
  const [state, setState] = useState<UploadState>({ kind: 'idle' });
  const running = useRef<AbortController | null>(null);
  const lastFile = useRef<File | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const run = async (file: File): Promise<boolean> => {
    running.current?.abort();
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    lastFile.current = file;
    const tell = (next: UploadState) => {
      if (!signal.aborted) setState(next);
    };
    tell({ kind: 'running', name: file.name, sent: 0, size: file.size });
    try {
      const result = await uploadFile(file, {
        signal,
        append: (piece) => client.uploads.append.mutate(piece, { signal }),
        onProgress: (sent) => tell({ kind: 'running', name: file.name, sent, size: file.size }),
      });
      signal.throwIfAborted();
      tell({ kind: 'idle' });
      onStored(result);
      return true;
    } catch (cause) {
      tell({ kind: 'failed', name: file.name, message: toMainProcessError(cause).message });
      return false;
    }
  };
  const start = (file: File) => watch.add(run(file));

  return {
    state,
    start,
    retry: () => {
      if (lastFile.current) start(lastFile.current);
    },
    stop: () => {
      running.current?.abort();
      setState({ kind: 'idle' });
    },
  };
}
