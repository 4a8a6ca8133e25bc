import { useState } from 'react';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import { EditorSkeleton } from '../../../ui/editor-skeleton.tsx';
import { formatBytes } from '../../../ui/format.ts';
import { Notice } from '../../../ui/notice.tsx';
import { Toggle } from '../viewer/body-foot.tsx';
import { useMedia } from './use-media.ts';

export interface ImageViewProps {
  readonly bodyId: string;
  readonly facts: Pick<BodyFacts, 'state' | 'size'>;
}

/** A complete response as an image. The browser loads it from main by itself: its bytes never pass through the page's code. */
export function ImageView({ bodyId, facts: { state, size } }: ImageViewProps) {
  const { path, problem, failure, fail, again } = useMedia(bodyId);
  if (problem !== null) {
    return (
      <Notice tone="warning" action={{ label: 'Try again', onClick: again }}>
        The image could not be loaded: {problem}
      </Notice>
    );
  }
  if (failure) {
    return (
      <Notice tone="warning" action={{ label: 'Try again', onClick: again }}>
        {state === 'incomplete'
          ? `The image can’t be drawn: only ${formatBytes(size)} of it arrived.`
          : 'The image can’t be drawn: it is damaged, or of a kind that is not known here. Hex shows its bytes.'}
      </Notice>
    );
  }
  return path === null ? <EditorSkeleton /> : <Image path={path} onBroken={() => fail(null)} />;
}

function Image({ path, onBroken }: { readonly path: string; readonly onBroken: () => void }) {
  const [isFitted, setIsFitted] = useState(true);
  const [drawn, setDrawn] = useState<{ width: number; height: number } | null>(null);
  return (
    <div className="media-view">
      <div className="media-pane" data-fit={isFitted || undefined} data-image>
        <img
          src={path}
          alt="The response"
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setDrawn({ width: naturalWidth, height: naturalHeight })
          }
          onError={onBroken}
        />
      </div>
      <div className="media-bar">
        <span className="fact fact-minor">
          {drawn && drawn.width > 0 && `${drawn.width} × ${drawn.height} pixels`}
        </span>
        <Toggle pressed={isFitted} title="Not larger than the pane" onClick={() => setIsFitted(true)}>
          Fit
        </Toggle>
        <Toggle pressed={!isFitted} title="A pixel for a pixel" onClick={() => setIsFitted(false)}>
          100 %
        </Toggle>
      </div>
    </div>
  );
}
