import { describe, expect, test } from 'vitest';
import { sniff } from './sniff.ts';

const utf8 = (text: string) => Buffer.from(text, 'utf8');
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

const windows1251 = latin1(
  '\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0. \xdd\xf2\xee \xf2\xe5\xea\xf1\xf2 \xed\xe0 \xf0\xf3\xf1\xf1\xea\xee\xec \xff\xe7\xfb\xea\xe5, \xea\xee\xf2\xee\xf0\xfb\xe9 \xed\xe8\xea\xf2\xee \xed\xe5 \xed\xe0\xe7\xe2\xe0\xeb.',
);
/** “これは日本語の文章です。” some times over. */
const shiftJis = Buffer.from('82b182ea82cd93fa967b8cea82cc95b68fcd82c582b781420a'.repeat(4), 'hex');

describe('the encoding', () => {
  test.each([
    ['a byte order mark', utf8('\ufeffx'), 'text/plain', { label: 'utf-8', by: 'bom' }, 3],
    [
      'that of UTF-16, whatever the server says',
      utf16le('\ufeffx'),
      'text/plain; charset=utf-8',
      { label: 'utf-16le', by: 'bom' },
      2,
    ],
    ['that of big-endian UTF-16', utf16be('\ufeffx'), '', { label: 'utf-16be', by: 'bom' }, 2],
    [
      'a charset',
      latin1('caf\xe9'),
      'text/plain; charset=ISO-8859-1',
      { label: 'windows-1252', by: 'content-type' },
      0,
    ],
    [
      'a charset in quotes',
      utf8('x'),
      'text/html; a=b; Charset="koi8-r"',
      { label: 'koi8-r', by: 'content-type' },
      0,
    ],
    ['nothing but the bytes', utf8('naïve'), 'text/plain', { label: 'utf-8', by: 'content' }, 0],
    ['NULs at every second byte', utf16le('plain enough'), '', { label: 'utf-16le', by: 'content' }, 0],
    ['NULs before every byte', utf16be('plain enough'), '', { label: 'utf-16be', by: 'content' }, 0],
    ['a language', windows1251, '', { label: 'windows-1251', by: 'content' }, 0],
    ['a script', shiftJis, 'text/plain', { label: 'shift_jis', by: 'content' }, 0],
    [
      'bytes that tell too little',
      latin1('caf\xe9 cr\xe8me'),
      '',
      { label: 'windows-1252', by: 'content' },
      0,
    ],
    [
      'a charset that nobody knows',
      utf8('naïve'),
      'text/plain; charset=klingon',
      { label: 'utf-8', by: 'content', unknown: 'klingon' },
      0,
    ],
  ])('is told by %s', (_by, bytes, contentType, encoding, textStart) => {
    expect(sniff(bytes, contentType, true)).toMatchObject({ encoding, textStart });
  });

  test('is UTF-8 wherever the first bytes end, and not where the body itself ends within a character', () => {
    const text = utf8('a€😀');
    for (let end = 1; end <= text.byteLength; end += 1) {
      expect(sniff(text.subarray(0, end), '', false).encoding.label).toBe('utf-8');
    }
    // FF begins no character of UTF-8.
    expect(sniff(Uint8Array.of(0x61, 0xff), '', false).encoding.label).toBe('windows-1252');
    expect(sniff(text.subarray(0, -1), '', true).encoding.label).toBe('windows-1252');
  });
});

describe('the kind', () => {
  test.each([
    ['application/json', 'json'],
    ['application/problem+json; charset=utf-8', 'json'],
    ['application/x-ndjson', 'ndjson'],
    ['text/event-stream', 'sse'],
    ['text/html', 'html'],
    ['application/atom+xml', 'xml'],
    ['image/png', 'image'],
    ['image/svg+xml', 'image'],
    ['application/pdf', 'pdf'],
    ['text/csv', 'text'],
    ['video/mp4', 'binary'],
  ])('by Content-Type %s is %s, whatever the bytes are', (contentType, kind) => {
    expect(sniff(utf8('whatever'), contentType, false).kind).toBe(kind);
    expect(sniff(new Uint8Array(), contentType, false).kind).toBe(kind);
  });

  const contents: [string, Uint8Array][] = [
    ['json', utf8(' {"a": 1}')],
    ['json', utf8('[\n  {"a": 1},\n  {}\n]')],
    ['json', utf16le('{"a": 1}')],
    ['json', utf8('{}')],
    ['ndjson', utf8('{"a":1}\n{"b":2}\n')],
    ['ndjson', utf8('[1]\r\n[2]')],
    ['html', utf8('<!DOCTYPE html><p>')],
    ['html', utf8('\n<html lang="en">')],
    ['xml', utf8('\ufeff<?xml version="1.0"?><a/>')],
    ['xml', utf8('<rss version="2.0">')],
    ['sse', utf8('event: tick\ndata: 1\n\n')],
    ['sse', utf8(': welcome\r\ndata\r\n\r\n')],
    ['text', utf8('id: 5\nname: not an event\n\n')],
    ['text', utf8('{ not json }')],
    ['text', utf8('[INFO] a line of a log')],
    ['text', utf8(`${'some words '.repeat(20)}\0 and a stray NUL`)],
    ['text', utf8('\x1b[31mred\x1b[0m')],
    ['pdf', utf8('%PDF-1.7\n')],
    ['image', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
    ['image', latin1('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['image', latin1('GIF89a')],
    ['image', latin1('RIFF\x24\0\0\0WEBPVP8 ')],
    ['binary', latin1('\x1f\x8b\x08\0\0\0\0\0\0\x03')],
    ['binary', Uint8Array.from({ length: 4096 }, (_, at) => (at * 167 + (at >> 3) * 59) & 0xff)],
  ];
  test.each(contents)('by content is %s', (kind, bytes) => {
    for (const contentType of ['', 'application/octet-stream', 'text/plain']) {
      expect(sniff(bytes, contentType, true).kind).toBe(kind);
    }
  });

  test('of nothing at all is empty, once it is known that nothing comes', () => {
    expect(sniff(new Uint8Array(), 'application/json', true)).toEqual({
      kind: 'empty',
      encoding: { label: 'utf-8', by: 'content' },
      textStart: 0,
    });
  });
});
