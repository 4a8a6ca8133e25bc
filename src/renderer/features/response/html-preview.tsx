import { useMutation, useQuery } from '@tanstack/react-query';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';

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
export function HtmlPreview({ path, size }: { readonly path: string; readonly size: number }) {
  const trpc = useTRPC();
  const info = useQuery(trpc.app.info.queryOptions());
  const limit = info.data?.textWindowBytes ?? Infinity;
  return (
    <>
      <iframe
        className="html-preview"
        title="Preview of the response"
        sandbox=""
        referrerPolicy="no-referrer"
        src={path}
      />
      {size > limit && (
        <Notice>
          Showing the first {formatBytes(limit)} of {formatBytes(size)} as a page.
        </Notice>
      )}
    </>
  );
}
