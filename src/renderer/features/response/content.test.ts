import { describe, expect, test } from 'vitest';
import { contentOf, encodingOf, headerValue, looksBinary, mediaType } from './content.ts';

test('a header is found whatever its case', () => {
  expect(
    headerValue(
      [
        ['X-A', '1'],
        ['CONTENT-type', 'text/plain'],
      ],
      'content-type',
    ),
  ).toBe('text/plain');
  expect(headerValue([], 'content-type')).toBe('');
});

test('a media type is read without its parameters', () => {
  expect(mediaType('Text/HTML; charset=utf-8')).toBe('text/html');
  expect(mediaType('')).toBe('');
});

test.each([
  ['application/json', 'json'],
  ['application/problem+json; charset=utf-8', 'json'],
  ['application/xml', 'xml'],
  ['image/svg+xml', 'xml'],
  ['text/html', 'text'],
  ['application/x-ndjson', 'text'],
  ['application/vnd.oai.openapi+yaml', 'text'],
  ['image/png', 'binary'],
  ['application/zip', 'binary'],
  ['application/octet-stream', 'unknown'],
  ['', 'unknown'],
  ['nonsense', 'unknown'],
])('%s holds %s', (contentType, content) => {
  expect(contentOf(contentType)).toBe(content);
});

describe('the encoding', () => {
  const none = new Uint8Array();

  test.each([
    ['text/plain', 'utf-8'],
    ['text/plain; charset=ISO-8859-1', 'windows-1252'],
    ['text/plain; charset="Shift_JIS"', 'shift_jis'],
    ['text/plain;charset=utf8', 'utf-8'],
  ])('of %s is %s', (contentType, encoding) => {
    expect(encodingOf(contentType, none)).toEqual({ encoding, unknown: null });
  });

  test('is UTF-8 where the charset is one that nobody knows, which is told', () => {
    expect(encodingOf('text/plain; charset=klingon', none)).toEqual({
      encoding: 'utf-8',
      unknown: 'klingon',
    });
  });

  test('is the one of the byte order mark, whatever the charset says', () => {
    expect(encodingOf('text/plain; charset=utf-8', Uint8Array.of(0xff, 0xfe, 0x41, 0)).encoding).toBe(
      'utf-16le',
    );
    expect(encodingOf('text/plain; charset=latin1', Uint8Array.of(0xef, 0xbb, 0xbf)).encoding).toBe('utf-8');
  });
});

test('a NUL tells binary from text, unless the encoding has them', () => {
  expect(looksBinary(Uint8Array.of(0x50, 0x4b, 3, 4, 0), 'utf-8')).toBe(true);
  expect(looksBinary(new TextEncoder().encode('plain'), 'utf-8')).toBe(false);
  expect(looksBinary(Uint8Array.of(0x41, 0), 'utf-16le')).toBe(false);
});
