import { getDocument, GlobalWorkerOptions, PDFDataRangeTransport, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = workerUrl;

/** Bytes that are asked for at once. */
const rangeBytes = 256 * 1024;

export interface OpenPdf {
  /** Rejects where the file is no PDF, is damaged or locked. */
  readonly document: Promise<PDFDocumentProxy>;
  /** Stops all that is under way and gives the memory back. */
  close(): void;
}

/**
 * Opens a PDF whose bytes main serves by range: of a large one only what the pages on screen need is ever read.
 * @param size of the file in bytes.
 * @param onUnreadable told when the file can't be read any more: what waits for it, waits for ever.
 */
export function openPdf(path: string, size: number, onUnreadable: (cause: unknown) => void): OpenPdf {
  const range = new RangesOfPath(path, size, onUnreadable);
  const task = getDocument({
    range,
    rangeChunkSize: rangeBytes,
    disableAutoFetch: true,
    disableStream: true,
    // All that the worker would ask for by itself. Its own policy lets it ask nobody.
    useWorkerFetch: false,
    useWasm: false,
  });
  return {
    document: task.promise,
    close: () => {
      range.abort();
      void task.destroy();
    },
  };
}

/** pdf.js asks `http:` alone for ranges by itself; the desktop app's page comes from `app:`. */
class RangesOfPath extends PDFDataRangeTransport {
  readonly #path: string;
  readonly #onFailure: (cause: unknown) => void;
  readonly #closing = new AbortController();

  constructor(path: string, size: number, onFailure: (cause: unknown) => void) {
    super(size, null);
    this.#path = path;
    this.#onFailure = onFailure;
  }

  override requestDataRange(begin: number, end: number): void {
    this.#load(begin, end).catch((cause: unknown) => {
      if (!this.#closing.signal.aborted) this.#onFailure(cause);
    });
  }

  override abort(): void {
    this.#closing.abort();
  }

  async #load(begin: number, end: number): Promise<void> {
    const headers = { Range: `bytes=${begin}-${end - 1}` };
    const response = await fetch(this.#path, { headers, signal: this.#closing.signal });
    if (response.status !== 206) throw new Error('the response is no longer kept. Send the request again');
    this.onDataRange(begin, new Uint8Array(await response.arrayBuffer()));
  }
}

/** Why a PDF can't be shown, as the end of a sentence. pdf.js tells its errors apart by their names. */
export function describePdfFailure(cause: unknown): string {
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  if (name === 'PasswordException') return 'it is locked by a password. Save it and open it elsewhere.';
  if (name === 'InvalidPDFException') return 'it is damaged, or no PDF.';
  return `${message}.`;
}
