import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useEffectEvent, useRef } from 'react';

export interface PdfPageProps {
  readonly pdf: PDFDocumentProxy;
  /** From 1. */
  readonly number: number;
  /** 1: as large as it would be on paper, at 96 pixels an inch. */
  readonly zoom: number;
  readonly onFailure: (cause: unknown) => void;
}

/** CSS pixels in a point of 1/72 inch, which PDF counts in. */
const pixelsAPoint = 96 / 72;
/** A canvas that is larger takes more memory than a page is worth; it is drawn coarser. */
const maxPixels = 16 * 1024 * 1024;

/** One page, drawn on a canvas. */
export function PdfPage({ pdf, number, zoom, onFailure }: PdfPageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const failed = useEffectEvent(onFailure);
  useEffect(() => {
    const target = canvas.current;
    if (!target) return;
    let stop = () => {};
    let isShown = true;
    const draw = async () => {
      const page = await pdf.getPage(number);
      if (!isShown) return;
      const onScreen = page.getViewport({ scale: zoom * pixelsAPoint });
      const wanted = window.devicePixelRatio;
      const finest = Math.sqrt(maxPixels / (onScreen.width * onScreen.height));
      const viewport = page.getViewport({ scale: zoom * pixelsAPoint * Math.min(wanted, finest) });
      target.width = Math.floor(viewport.width);
      target.height = Math.floor(viewport.height);
      target.style.width = `${onScreen.width}px`;
      target.style.height = `${onScreen.height}px`;
      const task = page.render({ canvas: target, viewport });
      stop = () => task.cancel();
      await task.promise;
      target.dataset['drawn'] = String(number);
    };
    draw().catch((cause: unknown) => {
      // What was stopped is not wanted any more.
      if (isShown) failed(cause);
    });
    return () => {
      isShown = false;
      stop();
    };
  }, [pdf, number, zoom]);
  return <canvas ref={canvas} role="img" aria-label={`Page ${number} of the response`} />;
}
