import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { describePdfFailure, openPdf } from '#renderer/features/response/media/pdf-document.ts';
import { PdfPage } from '#renderer/features/response/media/pdf-page.tsx';

// The window's way with a PDF, alone: `?path`, `size` and `page` say what is shown.

const query = new URLSearchParams(location.search);
const path = query.get('path') ?? '';
const size = Number(query.get('size'));

function PdfWindow() {
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    const opened = openPdf(path, size, setFailure);
    opened.document.then(setPdf, setFailure);
    return () => opened.close();
  }, []);
  if (failure !== null) return <p role="alert">{describePdfFailure(failure)}</p>;
  if (!pdf) return null;
  return (
    <>
      <p>{pdf.numPages} pages</p>
      <PdfPage pdf={pdf} number={Number(query.get('page'))} zoom={1} onFailure={setFailure} />
    </>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<PdfWindow />);
