import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import type { StoredFile } from '#router/contracts/request.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { useAskingAgain } from '../../trpc/use-asking-again.ts';
import { EditorSkeleton } from '../../ui/editor-skeleton.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SaveProgress } from '../response/save-progress.tsx';
import { useSaveBody } from '../response/use-save-body.ts';
import { BodyOwner } from '../response/viewer/body-owner.ts';
import { BodyView } from '../response/viewer/body-view.tsx';

export interface FileViewProps {
  readonly file: StoredFile;
}

/** A file that the request sends, of any size, as a response's body is shown. */
export default function FileView({ file }: FileViewProps) {
  const { bodyId, problem, again } = useFileBody(file);
  const saving = useSaveBody();
  if (problem !== null) {
    return (
      <Notice tone="warning" action={{ label: 'Try again', onClick: again }}>
        {problem}
      </Notice>
    );
  }
  if (file.size === 0) return <p className="pane-hint">The file is empty.</p>;
  if (bodyId === null) return <EditorSkeleton />;
  return (
    <BodyOwner value="request">
      <section className="file-view" aria-label="Body as it is sent">
        {saving.progress && <SaveProgress progress={saving.progress} onCancel={saving.cancel} />}
        {saving.news && (
          <Notice tone={saving.news.tone} onClose={saving.dismiss}>
            {saving.news.text}
          </Notice>
        )}
        <BodyView key={bodyId} bodyId={bodyId} onSave={() => saving.save(bodyId, 'decoded')} />
      </section>
    </BodyOwner>
  );
}

/** Has main make the file a body, which is there for as long as this is shown. */
function useFileBody(file: StoredFile) {
  const trpc = useTRPC();
  const [bodyId, setBodyId] = useState<string | null>(null);
  const { error, reset } = useSubscription(
    trpc.bodies.ofFile.subscriptionOptions({ file }, { onData: ({ id }) => setBodyId(id) }),
  );
  const failure = useAskingAgain(error, reset);
  return { bodyId, problem: failure?.message ?? null, again: reset };
}
