import { mediaTypes, type MediaType } from '#router/contracts/body.ts';

/** Bytes of a body's start that tell what it is. */
export const signatureBytes = 12;

const signatures: readonly (readonly [type: MediaType, at: number, text: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF87a'],
  ['image/gif', 0, 'GIF89a'],
  ['image/webp', 8, 'WEBP'],
  ['image/avif', 4, 'ftypavif'],
  ['image/avif', 4, 'ftypavis'],
  ['image/x-icon', 0, '\0\0\x01\0'],
  ['application/pdf', 0, '%PDF-'],
];

/**
 * What a body can be shown as: by its first bytes, else by its Content-Type, since servers say the one and send the other.
 * Undefined for all that is neither a PDF nor an image of a kind that a browser draws without running anything.
 */
export function mediaTypeOf(contentType: string, start: Uint8Array): MediaType | undefined {
  const text = Buffer.from(start).toString('latin1');
  const named = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  const declared = mediaTypes.find((type) => type === (aliases.get(named) ?? named));
  const [found] = signatures.find(([, at, signature]) => text.startsWith(signature, at)) ?? [];
  return found ?? declared;
}

const aliases: ReadonlyMap<string, MediaType> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/x-png', 'image/png'],
  ['image/x-bmp', 'image/bmp'],
  ['image/x-ms-bmp', 'image/bmp'],
  ['image/vnd.microsoft.icon', 'image/x-icon'],
  ['application/x-pdf', 'application/pdf'],
]);
