import { Failure } from '#router/contracts/failure.ts';
import {
  type LargeText,
  largeTextOf,
  type RequestBody,
  type Row,
  type StoredFile,
} from '#router/contracts/request.ts';
import { type BodySource, contentTypeOf, exactly } from './body-source.ts';
import type { ExchangeHooks } from './exchange-types.ts';
import { multipartBody } from './multipart.ts';

/**
 * Makes the body that is sent out of the one that is edited; null for the kind `none`.
 * @param ownContentType the person's Content-Type, whose boundary a multipart body then uses.
 * @throws {Failure} BAD_REQUEST where a file was not chosen; what `openUpload` throws where it is no longer stored.
 */
export async function openBody(
  body: RequestBody,
  ownContentType: string | undefined,
  openUpload: ExchangeHooks['openUpload'],
): Promise<BodySource | null> {
  switch (body.kind) {
    case 'none':
      return null;
    case 'json':
    case 'text':
    case 'xml':
    case 'sparql': {
      const [large, contentType] = [largeTextOf(body), textTypes[body.kind]];
      return large
        ? await storedBody(large.file, contentType, openUpload)
        : textBody(body[body.kind], contentType);
    }
    case 'urlencoded':
      return textBody(urlencode(body.urlencoded), 'application/x-www-form-urlencoded');
    case 'multipart':
      return await multipartBody(body.multipart, ownContentType, openUpload);
    case 'file':
      return await fileBody(body.file, openUpload);
  }
}

const textTypes: Readonly<Record<LargeText['kind'], string>> = {
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
  xml: 'application/xml',
  sparql: 'application/sparql-query',
};

/** application/x-www-form-urlencoded as the URL standard serialises it. */
export function urlencode(rows: readonly Row[]): string {
  const fields = new URLSearchParams();
  for (const { enabled, name, value } of rows) {
    if (enabled && (name !== '' || value !== '')) fields.append(name, value);
  }
  return fields.toString();
}

function textBody(text: string, contentType: string): BodySource {
  const bytes = Buffer.from(text);
  return {
    size: bytes.length,
    contentType,
    async *read() {
      yield bytes;
    },
  };
}

async function fileBody(
  file: StoredFile | null,
  openUpload: ExchangeHooks['openUpload'],
): Promise<BodySource> {
  if (file === null) {
    throw new Failure(
      'BAD_REQUEST',
      'No file has been chosen for the body. Choose one, or another kind of body.',
      {
        phase: 'request',
        errno: 'ERR_NO_FILE',
      },
    );
  }
  return await storedBody(file, contentTypeOf(file), openUpload);
}

async function storedBody(
  file: StoredFile,
  contentType: string,
  openUpload: ExchangeHooks['openUpload'],
): Promise<BodySource> {
  const upload = await openUpload(file.id);
  return {
    size: upload.size,
    contentType,
    read: (signal) => exactly(upload, file.name, signal),
  };
}
