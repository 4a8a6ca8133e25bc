import { describe, expect, test } from 'vitest';
import { parseTarget, resolveLocation } from './target.ts';

describe('a typed URL', () => {
  test.each([
    ['https://example.com/a', 'https://example.com/a'],
    ['example.com', 'http://example.com/'],
    ['localhost:3000/x', 'http://localhost:3000/x'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['//example.com/x', 'http://example.com/x'],
    ['HTTP://EXAMPLE.com:80/A', 'http://example.com/A'],
    ['https:example.com', 'https://example.com/'],
    ['  https://example.com/a \n', 'https://example.com/a'],
    ['http://example.com?a=1', 'http://example.com/?a=1'],
    ['http://example.com#top', 'http://example.com/'],
    ['http://bücher.example/', 'http://xn--bcher-kva.example/'],
    ['http://[::1]:8080/', 'http://[::1]:8080/'],
  ])('%j goes to %s', (typed, href) => {
    expect(parseTarget(typed).href).toBe(href);
  });

  test.each([
    ['http://h/a?q=\'"<>{}|^`[]', '/a?q=\'"<>{}|^`[]'],
    ['http://h/a%2fb%zz?x=%20+', '/a%2fb%zz?x=%20+'],
    ['http://h/a/../b/./c//d', '/a/../b/./c//d'],
    ['http://h/x?a=1&a=1&&=&b', '/x?a=1&a=1&&=&b'],
    ['http://h/?q=a#b?c', '/?q=a'],
  ])('%j is sent as typed: %s', (typed, path) => {
    expect(parseTarget(typed).path).toBe(path);
  });

  test('has only what can not stand in a request line percent-encoded, as UTF-8', () => {
    expect(parseTarget('http://h/a b/ü?q=日本\t!').path).toBe('/a%20b/%C3%BC?q=%E6%97%A5%E6%9C%AC%09!');
  });

  test('may carry a user name and password, which are shown nowhere', () => {
    const target = parseTarget('http://us%40er:p%C3%A4ss%@h:81/x');
    expect(target.credentials).toEqual({ user: 'us@er', password: 'päss%' });
    expect(target.href).toBe('http://h:81/x');
  });

  test('has a host without brackets for the network, and the port that the scheme implies', () => {
    expect(parseTarget('https://[::1]/')).toMatchObject({
      hostname: '[::1]',
      host: '::1',
      port: 443,
      authority: '[::1]',
    });
    expect(parseTarget('http://h:8080/')).toMatchObject({ port: 8080, authority: 'h:8080' });
  });

  test.each([
    ['', /no URL yet/],
    ['   ', /no URL yet/],
    ['http://', /names no host/],
    ['http:///path', /names no host/],
    ['http://:80/', /names no host/],
    ['http://exa mple.com/', /host or port in "exa mple.com" is not valid/],
    ['http://h:99999/', /host or port in "h:99999" is not valid/],
    ['ftp://example.com/', /not to ftp:\/\//],
    ['file:///etc/passwd', /not to file:\/\//],
    ['mailto:someone', /host or port in "mailto:someone" is not valid/],
  ])('%j is refused: %s', (typed, message) => {
    expect(() => parseTarget(typed)).toThrow(
      expect.objectContaining({
        name: 'Failure',
        code: 'BAD_REQUEST',
        message: expect.stringMatching(message),
        details: { phase: 'request', errno: 'ERR_INVALID_URL', url: typed },
      }),
    );
  });
});

describe('a Location', () => {
  const base = parseTarget('https://user:secret@example.com:8443/a/b?c=1');

  test.each([
    ['/x', 'https://example.com:8443/x'],
    ['x?y=1', 'https://example.com:8443/a/x?y=1'],
    ['?d=2', 'https://example.com:8443/a/b?d=2'],
    ['//other.example/x', 'https://other.example/x'],
    ['http://other.example', 'http://other.example/'],
    ['/ü', 'https://example.com:8443/%C3%BC'],
  ])('%j leads to %s', (location, href) => {
    expect(resolveLocation(location, base)?.href).toBe(href);
  });

  test.each(['ftp://example.com/', 'javascript:alert(1)', 'http://[', 'data:,x'])(
    '%j leads nowhere',
    (location) => {
      expect(resolveLocation(location, base)).toBeUndefined();
    },
  );
});
