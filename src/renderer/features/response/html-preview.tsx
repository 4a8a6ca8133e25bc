import { useMutation } from '@tanstack/react-query';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';

/** Whether a body is shown as a page, and where from. Main gives each preview a path of its own. */
export function useHtmlPreview(bodyId: string) {
  const trpc = useTRPC();
  const preview = useMutation(trpc.bodies.preview.mutationOptions());
  return {
    /** null where the body is not shown as a page. */
    path: preview.data?.path ?? null,
    problem: preview.error ? toMainProcessError(preview.error).message : null,
    toggle: () => (preview.isIdle ? preview.mutate({ id: bodyId }) : preview.reset()),
  };
}

/**
 * A response as a page. It runs no script, fetches nothing, and has no origin: the frame says so here, and main says so
 * again with the page (`services/page/previews.ts`).
 */
export function HtmlPreview({ path }: { readonly path: string }) {
  return (
    <iframe
      className="html-preview"
      title="Preview of the response"
      sandbox=""
      referrerPolicy="no-referrer"
      src={path}
    />
  );
}
