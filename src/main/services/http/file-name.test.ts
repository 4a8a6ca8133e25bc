import { expect, test } from 'vitest';
import type { HeaderList } from '#router/contracts/send.ts';
import { fileNameFor } from './file-name.ts';
import { parseTarget } from './target.ts';

function nameFor(url: string, headers: HeaderList = []): string {
  return fileNameFor(headers, parseTarget(url));
}

function disposition(value: string): string {
  return nameFor('http://h/ignored.bin', [['content-disposition', value]]);
}

test.each([
  ['attachment; filename="report.pdf"', 'report.pdf'],
  ['attachment; filename=report.pdf', 'report.pdf'],
  ['attachment; filename="a \\"b\\".txt"', 'a _b_.txt'],
  ['attachment; filename="plain.txt"; filename*=UTF-8\'\'na%C3%AFve.txt', 'naïve.txt'],
  ["attachment; filename*=iso-8859-1'de'%FCber.txt", 'über.txt'],
  ['inline', 'ignored.bin'],
])('Content-Disposition %j gives %s', (value, name) => {
  expect(disposition(value)).toBe(name);
});

test.each([
  ['attachment; filename="../../etc/passwd"', 'passwd'],
  ['attachment; filename="C:\\\\Windows\\\\evil.exe"', 'evil.exe'],
  ["attachment; filename*=UTF-8''..%2F..%2Fevil.sh", 'evil.sh'],
  ['attachment; filename="..."', 'ignored.bin'],
  ['attachment; filename="a:b*c?.txt"', 'a_b_c_.txt'],
  ["attachment; filename*=UTF-8''a%00b%0Ac.txt", 'a_b_c.txt'],
  ['attachment; filename="con.txt"', '_con.txt'],
  ['attachment; filename=".htaccess"', 'htaccess'],
])('%j becomes the bare name %s', (value, name) => {
  expect(disposition(value)).toBe(name);
});

test('a name that is too long keeps its extension', () => {
  const name = disposition(`attachment; filename="${'ä'.repeat(500)}.json"`);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
  expect(name).toMatch(/^ä+\.json$/);
});

test.each([
  ['http://h/files/photo.png?size=1', 'photo.png'],
  ['http://h/caf%C3%A9.txt', 'café.txt'],
  ['http://h/a%2F..%2Fb.txt', 'b.txt'],
  ['http://h/users/42', '42'],
  ['http://h/', 'response'],
])('without the header, %s gives %s', (url, name) => {
  expect(nameFor(url)).toBe(name);
});

test.each([
  ['application/json; charset=utf-8', 'users.json'],
  ['application/problem+json', 'users.json'],
  ['application/atom+xml', 'users.xml'],
  ['text/plain', 'users.txt'],
  ['TEXT/HTML', 'users.html'],
  ['application/octet-stream', 'users'],
])('a name without an extension gets one by Content-Type %s: %s', (type, name) => {
  expect(nameFor('http://h/users', [['Content-Type', type]])).toBe(name);
});

test('a name with an extension keeps it', () => {
  expect(nameFor('http://h/data.txt', [['Content-Type', 'application/json']])).toBe('data.txt');
});

test.each([
  ['dots', `a${'.'.repeat(250_000)}x`],
  ['letters', 'x'.repeat(250_000)],
  ['white space', `a${' '.repeat(250_000)}b.txt`],
])(
  'a name of a quarter of a million %s is cut at once, where it was looked at for minutes',
  (_what, name) => {
    const fileName = disposition(`attachment; filename="${name}"`);
    expect(Buffer.byteLength(fileName)).toBeLessThanOrEqual(200);
    expect(nameFor(`http://h/${name.replaceAll(' ', '_')}`).length).toBeGreaterThan(0);
  },
);
