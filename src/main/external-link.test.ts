import { describe, expect, test } from 'vitest';
import { externalUrl, openExternal } from './external-link.ts';

/** A person who answers as told, and a system that notes what it is given. */
function outside(answer: boolean) {
  const asked: string[] = [];
  const opened: string[] = [];
  return {
    asked,
    opened,
    confirm: (url: string) => {
      asked.push(url);
      return Promise.resolve(answer);
    },
    open: (url: string) => {
      opened.push(url);
      return Promise.resolve();
    },
  };
}

describe('a link out of Parley', () => {
  test.each([
    ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['mailto:a@example.com?subject=Hello', 'mailto:a@example.com?subject=Hello'],
    ['HTTPS://EXAMPLE.COM', 'https://example.com/'],
  ])('%s may be opened', (text, url) => {
    expect(externalUrl(text)).toBe(url);
  });

  test.each([
    'file:///etc/passwd',
    'smb://server/share',
    'javascript:alert(1)',
    'data:text/html,x',
    'ms-msdt:/id PCWDiagnostic',
    'search-ms:query=x',
    'app://parley/',
    'ftp://example.com/',
    'https://bank.example@evil.example/',
    'https://:secret@example.com/',
    'mailto:a@example.com?attach=/etc/passwd',
    'mailto:a@example.com?Attachment=x',
    'example.com',
    '',
    ' ',
    `https://example.com/${'x'.repeat(2000)}`,
    `https://example.com/${'é'.repeat(500)}`,
  ])('%s is refused', (text) => {
    expect(externalUrl(text)).toBeNull();
  });

  test('is opened when the person agrees to the very address', async () => {
    const system = outside(true);
    expect(await openExternal('https://example.com', system)).toBe(true);
    expect(system).toMatchObject({ asked: ['https://example.com/'], opened: ['https://example.com/'] });
  });

  test('is not opened when the person does not', async () => {
    const system = outside(false);
    expect(await openExternal('https://example.com', system)).toBe(false);
    expect(system.opened).toEqual([]);
  });

  test('that is refused asks nobody', async () => {
    const system = outside(true);
    expect(await openExternal('file:///etc/passwd', system)).toBe(false);
    expect(system).toMatchObject({ asked: [], opened: [] });
  });
});
