import { describe, expect, it } from 'vitest';
import { inertHtml } from './inert-html.ts';

// That none of it reaches anything in a browser is shown in test/security/html-preview.test.ts.

const bytes = (text: string) => new TextEncoder().encode(text);

async function inert(
  pieces: readonly Uint8Array[],
  contentType = 'text/html; charset=utf-8',
): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of inertHtml(
    (async function* () {
      yield* pieces;
    })(),
    contentType,
  ))
    chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('what reaches out of a page', () => {
  it.each([
    ['<link rel=preconnect href=//x>', '<meta rel=preconnect href=//x>'],
    ['<LINK\nrel=x>', '<meta\nrel=x>'],
    ['<link/rel=x>', '<meta/rel=x>'],
    ['<embed src=x>', '<meta src=x>'],
    ['<iframe src=x></iframe>', '<x-iframe src=x></x-iframe>'],
    ['<object data=x></object>', '<x-object data=x></x-object>'],
    ['<svg><set attributeName=href></svg>', '<svg><x-set attributeName=href></svg>'],
    ['<a href=//x>x</a>', '<a href=javascript: xlink:href=javascript: href=//x>x</a>'],
    ['<area\thref=//x>', '<area href=javascript: xlink:href=javascript:\thref=//x>'],
    // Inside of an attribute, and of a comment: it does no harm there, and need not be told apart.
    ['<p title="<link >">', '<p title="<meta >">'],
  ])('%s becomes %s', async (html, expected) => {
    expect(await inert([bytes(html)])).toBe(expected);
  });

  it.each(['<article>', '<linkage>', '<settings>', '<abbr>', 'a < link', '</a>', '<p>plain'])(
    '%s is left as it is',
    async (html) => {
      expect(await inert([bytes(html)])).toBe(html);
    },
  );

  it('is found wherever the page is cut into pieces', async () => {
    const html = '<p><link rel=x><iframe></iframe><a href=x>é</a><fencedframe x></fencedframe >';
    const whole = bytes(html);
    const expected = await inert([whole]);
    expect(expected).not.toMatch(/<\/?(link|iframe|fencedframe)/);
    for (let cut = 1; cut < whole.byteLength; cut++)
      expect(await inert([whole.subarray(0, cut), whole.subarray(cut)])).toBe(expected);
    expect(await inert(Array.from(whole, (byte) => Uint8Array.of(byte)))).toBe(expected);
  });

  it('is found in a page of UTF-16', async () => {
    const utf16 = Buffer.from('\ufeff<link rel=x>', 'utf16le');
    expect(await inert([utf16])).toBe('<meta rel=x>');
    expect(await inert([utf16.subarray(2)], 'text/html; charset=utf-16le')).toBe('<meta rel=x>');
  });
});

describe('the encoding', () => {
  const latin1 = (text: string) => Buffer.from(text, 'latin1');

  it.each([
    ['of the field', 'text/html; charset=ISO-8859-1', 'é'],
    ['of the field, before that of the page', 'text/html; charset="latin1"', '<meta charset=utf-8>é'],
    ['of the page', 'text/html', '<meta charset="windows-1252">é'],
    ['of the page, in the old way', 'text/html', '<meta content="text/html; charset=latin1">é'],
    [
      'of the page, where the field names none that is known',
      'text/html; charset=klingon',
      '<meta charset=latin1>é',
    ],
  ])('is that %s', async (_, contentType, html) => {
    expect(await inert([latin1(html)], contentType)).toBe(html);
  });

  it('is UTF-8 where nothing is said, or nothing that can be', async () => {
    expect(await inert([bytes('é')], 'text/html')).toBe('é');
    expect(await inert([bytes('é')], 'nonsense')).toBe('é');
    expect(await inert([bytes('<meta charset=utf-16>é')], 'text/html')).toBe('<meta charset=utf-16>é');
    expect(await inert([], 'text/html')).toBe('');
  });
});
