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
  const { path, problem, askAgain } = useMedia(bodyId);
  const [isFitted, setIsFitted] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const [drawn, setDrawn] = useState<{ width: number; height: number } | 'broken' | null>(null);
  const again = () => {
    setDrawn(null);
    setAttempt(attempt + 1);
    askAgain();
  };
  if (problem !== null) {
    return (
      <Notice tone="warning" action={{ label: 'Try again', onClick: again }}>
        The image could not be loaded: {problem}
      </Notice>
    );
  }
  if (path === null) return <EditorSkeleton />;
  if (drawn === 'broken') {
    return (
      <Notice tone="warning" action={{ label: 'Try again', onClick: again }}>
        {state === 'incomplete'
          ? `The image can’t be drawn: only ${formatBytes(size)} of it arrived.`
          : 'The image can’t be drawn: it is damaged, or of a kind that is not known here. Hex shows its bytes.'}
      </Notice>
    );
  }
  return (
    <div className="media-view">
      <div className="media-pane" data-fit={isFitted || undefined} data-image>
        <img
          key={attempt}
          src={path}
          alt="The response"
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setDrawn({ width: naturalWidth, height: naturalHeight })
          }
          onError={() => setDrawn('broken')}
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
