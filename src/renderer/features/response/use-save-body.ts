import { useRef, useState } from 'react';
import { ipcContext } from '#ipc/client/index.ts';
import type { SaveEvent, SaveForm, SaveResult } from '#router/contracts/body.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';

export type SaveProgressFigures = Extract<SaveEvent, { type: 'progress' }>;

interface News {
  readonly tone: 'calm' | 'warning';
  readonly text: string;
}

/**
 * Saves a response's body: by main's dialog, or as the browser's download. One at a time. A save that is under way goes on
 * when the pane makes place for another request: the person has asked for the file.
 */
export function useSaveBody() {
  const client = useTRPCClient();
  const running = useRef<{ readonly cancel: () => void } | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const [progress, setProgress] = useState<SaveProgressFigures | null>(null);
  const [news, setNews] = useState<News | null>(null);

  const end = (last: News | null) => {
    running.current = null;
    setIsSaving(false);
    setProgress(null);
    setNews(last);
  };
  const save = (id: string, form: SaveForm) => {
    if (running.current) return;
    setNews(null);
    setIsSaving(true);
    const call = client.bodies.save.subscribe(
      { id, form },
      {
        // On the next connection main would ask for a place a second time.
        context: ipcContext({ resume: false }),
        onData: (event) => {
          if (event.type === 'progress') setProgress(event);
          else end(afterSave(event.result));
        },
        onError: (cause) =>
          end({
            tone: 'warning',
            text: `The response was not saved: ${toMainProcessError(cause).message}`,
          }),
      },
    );
    running.current = { cancel: () => call.unsubscribe() };
  };
  return {
    save,
    isSaving,
    /** Null before a place is chosen, and where the host tells of none. */
    progress,
    /** Main then leaves nothing of the file, and what stood there before as it was. */
    cancel: () => {
      running.current?.cancel();
      end({ tone: 'calm', text: 'The save was cancelled.' });
    },
    news,
    dismiss: () => setNews(null),
  };
}

function afterSave(result: SaveResult): News | null {
  switch (result.kind) {
    case 'saved':
      return { tone: 'calm', text: `Saved as ${result.fileName}.` };
    case 'download':
      follow(result.path, result.fileName);
      return null;
    case 'cancelled':
      return null;
  }
}

/** Has the browser download what is at `path`, which works once. */
function follow(path: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
}
