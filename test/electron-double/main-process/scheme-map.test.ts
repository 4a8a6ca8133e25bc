import { describe, expect, it } from 'vitest';
import { SchemeMap } from './scheme-map.ts';

describe('the https origins that stand for a scheme', () => {
  const schemes = new SchemeMap();
  schemes.add('app');

  it.each([
    ['app://parley/', 'https://parley.app-scheme.invalid/'],
    ['app://parley/a/b?c=app#d', 'https://parley.app-scheme.invalid/a/b?c=app#d'],
    ['app://a.b', 'https://a.b.app-scheme.invalid'],
    ['app://parley/, app://other/', 'https://parley.app-scheme.invalid/, https://other.app-scheme.invalid/'],
  ])('%s is %s, and back', (address, standIn) => {
    expect(schemes.toChromium(address)).toBe(standIn);
    expect(schemes.toElectron(standIn)).toBe(address);
  });

  it('has no case in the scheme and the host, as in any standard scheme', () => {
    expect(schemes.toChromium('APP://Parley/A')).toBe('https://parley.app-scheme.invalid/A');
  });

  it.each([
    'https://example.org/',
    'other://parley/',
    'webapp://parley/',
    'data:text/html,app',
    'about:blank',
  ])('leaves %s alone', (address) => {
    expect(schemes.toChromium(address)).toBe(address);
    expect(schemes.toElectron(address)).toBe(address);
  });

  it('knows the scheme alone as a source of a policy', () => {
    expect(schemes.policyToChromium("default-src 'none'; img-src app: data:; script-src app://parley")).toBe(
      "default-src 'none'; img-src https://*.app-scheme.invalid data:; script-src https://parley.app-scheme.invalid",
    );
  });

  it('refuses a scheme that no host could hold', () => {
    expect(() => schemes.add('a+b')).toThrow('a+b');
  });
});
