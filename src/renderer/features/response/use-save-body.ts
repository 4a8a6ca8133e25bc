import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';

/** Saves a response's body: by main's dialog, or as the browser's download. */
export function useSaveBody() {
  const trpc = useTRPC();
  const [news, setNews] = useState<{ tone: 'calm' | 'warning'; text: string } | null>(null);
  const save = useMutation(
    trpc.bodies.save.mutationOptions({
      onMutate: () => setNews(null),
      onSuccess: (result) => {
        if (result.kind === 'download') follow(result.path, result.fileName);
        if (result.kind === 'saved') setNews({ tone: 'calm', text: `Saved as ${result.fileName}.` });
      },
      onError: (cause) =>
        setNews({
          tone: 'warning',
          text: `The response was not saved: ${toMainProcessError(cause).message}`,
        }),
    }),
  );
  return {
    save: (id: string) => save.mutate({ id }),
    isSaving: save.isPending,
    news,
    dismiss: () => setNews(null),
  };
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
