import { expect, test } from 'vitest';
import { redactText, redactValue } from './redact.ts';

test.each([
  ['https://anna:geheim@example.com/a', 'https://[redacted]@example.com/a'],
  ['https://anna:p@ss@example.com/a', 'https://[redacted]@example.com/a'],
  ['https://ghp_token@example.com', 'https://[redacted]@example.com'],
  ['see http://a.b/?q=cats&access_token=abc&page=2', 'see http://a.b/?q=cats&access_token=[redacted]&page=2'],
  ['http://a.b/?API-Key=abc#id_token=def', 'http://a.b/?API-Key=[redacted]#id_token=[redacted]'],
  ['http://a.b/?X-Amz-Signature=abc&X-Amz-Date=1', 'http://a.b/?X-Amz-Signature=[redacted]&X-Amz-Date=1'],
  ['http://a.b/?pass%77ord=abc', 'http://a.b/?pass%77ord=[redacted]'],
  ['http://a.b/?%E0%A4%A=1&sig=2', 'http://a.b/?%E0%A4%A=1&sig=[redacted]'],
  ['"http://a.b/?token=abc" failed', '"http://a.b/?token=[redacted]" failed'],
  [
    'GET / HTTP/1.1\r\nAuthorization: Basic abc\r\nAccept: */*',
    'GET / HTTP/1.1\r\nAuthorization: [redacted]\r\nAccept: */*',
  ],
  ['cookie: a=1; b=2', 'cookie: [redacted]'],
  ['{"proxy-authorization":"Basic a\\"b","accept":"x"}', '{"proxy-authorization":[redacted],"accept":"x"}'],
  ['[["Set-Cookie","sid=1"],["Date","today"]]', '[["Set-Cookie",[redacted]],["Date","today"]]'],
  ["{ 'x-api-key': 'k', b: 1 }", "{ 'x-api-key': [redacted], b: 1 }"],
  ['sent with Bearer eyJhbGciOi.x-y_z=', 'sent with Bearer [redacted]'],
])('%s is written as %s', (text, expected) => {
  expect(redactText(text)).toBe(expected);
});

test.each([
  'https://example.com/a@b?q=cats&page=2',
  'mail anna@example.com',
  'the cookie jar is full',
  'http://a.b/?keyboard=qwerty&codec=h264',
])('%s has no secret and stays as it is', (text) => {
  expect(redactText(text)).toBe(text);
});

test('secrets are taken out of objects, wherever they are', () => {
  const value = {
    url: 'https://u:p@a.b/?token=1',
    headers: [
      ['Authorization', 'Bearer abc'],
      ['Accept', 'text/plain'],
    ],
    rows: [
      { id: '1', name: 'Cookie', value: 'a=1', enabled: true },
      { id: '2', name: 'Accept', value: 'text/plain', enabled: true },
    ],
    'x-api-key': 'k',
    nested: { 'Proxy-Authorization': ['Basic x'], status: 200, none: null },
  };
  const before = structuredClone(value);
  expect(redactValue(value)).toEqual({
    url: 'https://[redacted]@a.b/?token=[redacted]',
    headers: [
      ['Authorization', '[redacted]'],
      ['Accept', 'text/plain'],
    ],
    rows: [
      { id: '1', name: 'Cookie', value: '[redacted]', enabled: true },
      { id: '2', name: 'Accept', value: 'text/plain', enabled: true },
    ],
    'x-api-key': '[redacted]',
    nested: { 'Proxy-Authorization': '[redacted]', status: 200, none: null },
  });
  expect(value).toEqual(before);
});

test('bytes and cycles do not fill the log', () => {
  const cyclic: Record<string, unknown> = { bytes: new Uint8Array(5) };
  cyclic['self'] = cyclic;
  const text = JSON.stringify(redactValue(cyclic));
  expect(text).toContain('"[5 bytes]"');
  expect(text.length).toBeLessThan(500);
});

test.each([
  ['letters', 'a'.repeat(2_000_000)],
  ['schemes', 'a://'.repeat(500_000)],
  ['parameters', '?a'.repeat(1_000_000)],
  ['quotes', '"authorization":"'.repeat(100_000)],
])('two megabytes of %s are cut at once, where they were searched for minutes', (_what, text) => {
  expect(redactText(text).length).toBeLessThan(20_000);
});

test('a secret that a cut has separated from its end is not written', () => {
  const text = `${'.'.repeat(8 * 1024 - 20)} http://anna:geheim-geheim-geheim@example.com/`;
  expect(redactText(text)).not.toContain('geheim');
});
