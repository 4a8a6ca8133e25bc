import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/provider.tsx';
import { EditorSkeleton } from '../../ui/editor-skeleton.tsx';
import { formatBytes } from '../../ui/format.ts';
import { contentOf } from './content.ts';
import { TextBody } from './text-body.tsx';

export interface BodyViewProps {
  readonly bodyId: string;
  /** The Content-Type field, '' where there was none. */
  readonly contentType: string;
  /** Bytes of the body that main has by now. */
  readonly bodyBytes: number;
  readonly arriving: boolean;
}

/** The response's body: text as text, up to the window that main sets; anything else by name and size. */
export function BodyView(props: BodyViewProps) {
  const trpc = useTRPC();
  const info = useQuery(trpc.app.info.queryOptions());
  const [isBinary, setIsBinary] = useState(contentOf(props.contentType) === 'binary');
  const [asText, setAsText] = useState(false);

  if (!props.arriving && props.bodyBytes === 0) return <p className="pane-hint">The response has no body.</p>;
  if (isBinary && !asText) return <BinaryBody {...props} onShow={() => setAsText(true)} />;
  if (!info.data) return <EditorSkeleton />;
  return (
    <TextBody
      {...props}
      limit={info.data.textWindowBytes}
      evenBinary={asText}
      onBinary={() => setIsBinary(true)}
    />
  );
}

function BinaryBody({
  bodyId,
  contentType,
  bodyBytes,
  onShow,
}: BodyViewProps & { readonly onShow: () => void }) {
  const trpc = useTRPC();
  const body = useQuery(trpc.bodies.info.queryOptions({ id: bodyId }));
  return (
    <div className="binary">
      <p className="binary-title">This body is binary.</p>
      <p className="binary-facts">
        {[body.data?.fileName, contentType, formatBytes(bodyBytes)].filter(Boolean).join(' · ')}
      </p>
      <p>Save the response to look at it in a program of its own.</p>
      <Button variant="default" onClick={onShow}>
        Show as text
      </Button>
    </div>
  );
}
