import { Button } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { LargeText } from '#router/contracts/request.ts';
import { EditorSkeleton } from '../../ui/editor-skeleton.tsx';
import { formatBytes } from '../../ui/format.ts';

const FileView = lazy(() => import('./file-view.tsx'));

/** What the text is, for the viewer to lay it out. */
const types: Readonly<Record<LargeText['kind'], string>> = {
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
  xml: 'application/xml',
  sparql: 'application/sparql-query',
};

export interface LargeBodyProps {
  readonly large: LargeText;
  readonly onRemove: () => void;
}

/** A body that is too long to be edited: it is looked at, and sent from where it stands. */
export function LargeBody({ large: { kind, file }, onRemove }: LargeBodyProps) {
  return (
    <>
      <div className="large-body-head">
        <p>
          {formatBytes(file.size)} are too much to edit here. The body is sent as it stands in the request’s
          file; variables in it are not filled in.
        </p>
        <Button variant="default" size="compact-xs" onClick={onRemove}>
          Remove body
        </Button>
      </div>
      <Suspense fallback={<EditorSkeleton />}>
        <FileView file={{ ...file, name: `body.${kind === 'text' ? 'txt' : kind}`, type: types[kind] }} />
      </Suspense>
    </>
  );
}
