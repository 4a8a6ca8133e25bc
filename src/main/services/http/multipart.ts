import { randomBytes } from 'node:crypto';
import { Failure } from '#router/contracts/failure.ts';
import type { MultipartRow } from '#router/contracts/request.ts';
import { type BodySource, contentTypeOf, exactly } from './body-source.ts';
import type { ExchangeHooks, UploadSource } from './exchange-types.ts';

interface Part {
  readonly head: Buffer;
  readonly content: Buffer | { readonly upload: UploadSource; readonly name: string };
}

/**
 * multipart/form-data (RFC 7578), names escaped as the HTML standard says. Files are streamed and never held whole.
 * @param ownContentType the person's Content-Type; its boundary is used where it has one.
 * @throws {Failure} BAD_REQUEST where a file row has no file; what `openUpload` throws.
 */
export async function multipartBody(
  rows: readonly MultipartRow[],
  ownContentType: string | undefined,
  openUpload: ExchangeHooks['openUpload'],
): Promise<BodySource> {
  const boundary = boundaryIn(ownContentType) ?? `----ParleyFormBoundary${randomBytes(12).toString('hex')}`;
  const parts: Part[] = [];
  for (const row of rows) {
    if (row.enabled && !isBlank(row)) parts.push(await makePart(row, boundary, openUpload));
  }
  const end = Buffer.from(`--${boundary}--\r\n`);
  return {
    size: parts.reduce((size, part) => size + partSize(part), end.length),
    contentType: `multipart/form-data; boundary=${boundary}`,
    async *read(signal) {
      for (const { head, content } of parts) {
        yield head;
        if (Buffer.isBuffer(content)) yield content;
        else yield* exactly(content.upload, content.name, signal);
        yield lineEnd;
      }
      yield end;
    },
  };
}

const lineEnd = Buffer.from('\r\n');

/** The boundary that a Content-Type names (RFC 2046 §5.1.1); undefined where there is none. */
export function boundaryIn(contentType: string | undefined): string | undefined {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? '') ?? [];
  return quoted ?? plain;
}

function isBlank({ kind, name, value, file }: MultipartRow): boolean {
  return name === '' && (kind === 'file' ? file === null : value === '');
}

async function makePart(
  row: MultipartRow,
  boundary: string,
  openUpload: ExchangeHooks['openUpload'],
): Promise<Part> {
  const start = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(row.name)}"`;
  if (row.kind === 'text') return { head: Buffer.from(`${start}\r\n\r\n`), content: Buffer.from(row.value) };
  const { file } = row;
  if (file === null) {
    const message = `No file has been chosen for the form field "${row.name}". Choose one or switch the field off.`;
    throw new Failure('BAD_REQUEST', message, { phase: 'request', errno: 'ERR_NO_FILE' });
  }
  const head = `${start}; filename="${escape(file.name)}"\r\nContent-Type: ${contentTypeOf(file)}\r\n\r\n`;
  return {
    head: Buffer.from(head),
    content: { upload: await openUpload(file.id), name: file.name },
  };
}

function partSize({ head, content }: Part): number {
  return head.length + (Buffer.isBuffer(content) ? content.length : content.upload.size) + lineEnd.length;
}

/** HTML standard, "multipart/form-data encoding algorithm". */
function escape(name: string): string {
  return name.replace(
    /["\r\n]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
