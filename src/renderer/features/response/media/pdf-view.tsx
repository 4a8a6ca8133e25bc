import { Button } from '@mantine/core';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useEffectEvent, useState } from 'react';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import { EditorSkeleton } from '../../../ui/editor-skeleton.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { describePdfFailure, openPdf } from './pdf-document.ts';
import { PdfPage } from './pdf-page.tsx';
import { useMedia } from './use-media.ts';

export interface PdfViewProps {
  readonly bodyId: string;
  readonly facts: Pick<BodyFacts, 'size'>;
}

/** A complete response as a PDF, a page at a time. */
export function PdfView({ bodyId, facts: { size } }: PdfViewProps) {
  const { path, problem, failure, fail, again } = useMedia(bodyId);
  const why = problem ?? (failure && describePdfFailure(failure.cause));
  if (why !== null) {
    return (
      <Notice tone="warning" action={{ label: 'Try again', onClick: again }}>
        The PDF could not be shown: {why}
      </Notice>
    );
  }
  if (path === null) return <EditorSkeleton />;
  return <PdfPages key={path} path={path} size={size} onFailure={fail} />;
}

const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

interface PdfPagesProps {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly onFailure: (cause: unknown) => void;
}

function PdfPages({ path, size, onFailure }: PdfPagesProps) {
  const pdf = usePdf(path, size, onFailure);
  const [number, setNumber] = useState(1);
  const [zoom, setZoom] = useState(1);
  const [broken, setBroken] = useState<{ readonly number: number; readonly cause: unknown } | null>(null);
  if (!pdf) return <EditorSkeleton />;
  const larger = zooms.find((step) => step > zoom);
  const smaller = zooms.findLast((step) => step < zoom);
  return (
    <div className="media-view">
      {broken?.number === number ? (
        <Notice tone="warning" action={{ label: 'Try again', onClick: () => setBroken(null) }}>
          Page {number} could not be drawn: {describePdfFailure(broken.cause)}
        </Notice>
      ) : (
        // Each page begins at its top.
        <div className="media-pane" key={number}>
          <PdfPage
            pdf={pdf}
            number={number}
            zoom={zoom}
            onFailure={(cause) => setBroken({ number, cause })}
          />
        </div>
      )}
      <div className="media-bar">
        <span className="fact fact-minor" role="status" aria-label="Page">
          Page {number} of {pdf.numPages}
        </span>
        <Step disabled={number === 1} onClick={() => setNumber(number - 1)}>
          Previous
        </Step>
        <Step disabled={number === pdf.numPages} onClick={() => setNumber(number + 1)}>
          Next
        </Step>
        <Step disabled={smaller === undefined} onClick={() => setZoom(smaller ?? zoom)}>
          Smaller
        </Step>
        <Step disabled={larger === undefined} onClick={() => setZoom(larger ?? zoom)}>
          Larger
        </Step>
      </div>
    </div>
  );
}

function Step(props: {
  readonly disabled: boolean;
  readonly onClick: () => void;
  readonly children: string;
}) {
  return <Button variant="subtle" size="compact-xs" {...props} />;
}

/** The document at a path, open as long as it is on screen. */
function usePdf(path: string, size: number, onFailure: (cause: unknown) => void) {
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null);
  const fail = useEffectEvent(onFailure);
  useEffect(() => {
    let isShown = true;
    const onProblem = (cause: unknown) => {
      if (isShown) fail(cause);
    };
    const opened = openPdf(path, size, onProblem);
    opened.document.then((document) => isShown && setPdf(document), onProblem);
    return () => {
      isShown = false;
      opened.close();
    };
  }, [path, size]);
  return pdf;
}
