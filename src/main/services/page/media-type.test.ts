import { expect, test } from 'vitest';
import { mediaTypeOf } from './media-type.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test.each([
  ['image/png', '\x89PNG\r\n\x1a\n....'],
  ['image/jpeg', '\xff\xd8\xff\xe0........'],
  ['image/gif', 'GIF89a......'],
  ['image/gif', 'GIF87a......'],
  ['image/webp', 'RIFF....WEBP'],
  ['image/avif', '\0\0\0\x20ftypavif'],
  ['image/x-icon', '\0\0\x01\0\x01\0......'],
  ['application/pdf', '%PDF-1.7\n...'],
])('%s is known by its first bytes, whatever the server says', (type, start) => {
  for (const said of ['', 'text/plain', 'application/octet-stream', 'image/svg+xml'])
    expect(mediaTypeOf(said, bytes(start))).toBe(type);
});

test.each([
  ['image/svg+xml; charset=utf-8', '<svg xmlns="', 'image/svg+xml'],
  ['IMAGE/BMP', 'BM..........', 'image/bmp'],
  ['image/x-ms-bmp', 'BM..........', 'image/bmp'],
  ['image/vnd.microsoft.icon', '............', 'image/x-icon'],
  ['image/png', 'broken', 'image/png'],
])('%s is taken at its word where the bytes say nothing', (said, start, type) => {
  expect(mediaTypeOf(said, bytes(start))).toBe(type);
});

test.each([
  ['text/html', '<html><scrip'],
  ['', '<svg xmlns="'],
  ['text/xml', '<svg xmlns="'],
  ['image/unheard-of', '............'],
  ['application/xhtml+xml', '<html'],
  ['', ''],
])('%s is nothing that is shown so', (said, start) => {
  expect(mediaTypeOf(said, bytes(start))).toBeUndefined();
});
