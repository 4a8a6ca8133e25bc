import { describe, expect, test } from 'vitest';
import { isPermitted, mayNavigate } from './contents-rules.ts';

const page = 'app://parley/';
const itself = { url: page, isMainFrame: true };

describe('permissions', () => {
  test('the page may write to the clipboard', () => {
    expect(isPermitted('clipboard-sanitized-write', itself, page)).toBe(true);
  });

  test.each(['clipboard-read', 'media', 'geolocation', 'notifications', 'openExternal', 'fullscreen', 'hid'])(
    'it may have no other permission, such as %s',
    (permission) => {
      expect(isPermitted(permission, itself, page)).toBe(false);
    },
  );

  test.each(['https://evil.example/', 'app://other/', 'http://parley/', 'about:srcdoc', '', 'no url'])(
    'nobody else may have it, such as “%s”',
    (url) => {
      expect(isPermitted('clipboard-sanitized-write', { url, isMainFrame: true }, page)).toBe(false);
    },
  );

  test('a frame in the page may have none, even where main serves it', () => {
    const preview = { url: 'app://parley/preview/1', isMainFrame: false };
    expect(isPermitted('clipboard-sanitized-write', preview, page)).toBe(false);
  });
});

describe('navigation', () => {
  test.each(['app://parley/', 'app://parley/?draft=1', 'app://parley/#x'])(
    'the page may load itself again: %s',
    (url) => {
      expect(mayNavigate({ url, isMainFrame: true }, page)).toBe(true);
    },
  );

  test.each([
    'https://evil.example/',
    'app://evil/',
    'app://parley.evil/',
    'app://parley/assets/index.js',
    'http://parley/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:app://parley/1',
    'about:blank',
    'not a url',
  ])('the page may become nothing else: %s', (url) => {
    expect(mayNavigate({ url, isMainFrame: true }, page)).toBe(false);
  });

  test.each(['about:blank', 'about:srcdoc', 'app://parley/preview/1'])(
    'a frame in the page may show what main serves or the page wrote: %s',
    (url) => {
      expect(mayNavigate({ url, isMainFrame: false }, page)).toBe(true);
    },
  );

  test.each(['https://evil.example/', 'app://evil/', 'file:///etc/passwd', 'data:text/html,x'])(
    'a frame in the page may go nowhere else: %s',
    (url) => {
      expect(mayNavigate({ url, isMainFrame: false }, page)).toBe(false);
    },
  );
});
