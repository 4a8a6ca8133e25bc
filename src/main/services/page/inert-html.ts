import { MIMEType, TextDecoder } from 'node:util';

/** How far into a page its charset may be declared (HTML Standard §13.2.3.2), in bytes. */
const prescanBytes = 1024;

/**
 * A page as UTF-8, without the elements that no policy holds back. Chromium looks up and connects to what `<link
 * rel=preconnect>` names, where an `<iframe>` leads, and where a link leads on which the pointer goes down, all before it
 * asks whether the frame may: in a sandboxed frame too, whatever the policy says.
 * @param body the page's bytes; the first piece holds its first KiB, where it has as much.
 * @param contentType the Content-Type field that it came with.
 */
export async function* inertHtml(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let decoder: TextDecoder | undefined;
  let held = '';
  for await (const piece of body) {
    decoder ??= decoderFor(piece, contentType);
    const html = held + decoder.decode(piece, { stream: true });
    const tag = html.lastIndexOf('<');
    // The name of the last tag may go on in the next piece.
    const whole = tag === -1 || html.length - tag > longestName ? html.length : tag;
    held = html.slice(whole);
    yield encoder.encode(withoutReach(html.slice(0, whole)));
  }
  yield encoder.encode(withoutReach(held + (decoder?.decode() ?? '')));
}

/** The longest part of a tag that is looked at, in characters: `</fencedframe` and what ends it. */
const longestName = 14;

/**
 * Renames what makes a browser go elsewhere. Tags are told by their letters, wherever these stand: nothing has to be
 * parsed as a browser would, and so nothing can be hidden from it.
 */
function withoutReach(html: string): string {
  return (
    html
      // Of attributes with the same name the first one counts: this is a link to look at, whose code is none and would not
      // run. (`<set>` and `<animate>` of SVG could give it another address.)
      .replace(/<(a|area)(?=[\t\n\f\r />])/gi, '<$1 href=javascript: xlink:href=javascript:')
      // As void as these are, and welcome wherever they may stand.
      .replace(/<(\/?)(?:link|embed|frame)(?=[\t\n\f\r />])/gi, '<$1meta')
      // An element that means nothing.
      .replace(/<(\/?)(iframe|object|portal|fencedframe|set|animate)(?=[\t\n\f\r />])/gi, '<$1x-$2')
  );
}

/** By byte order mark, the field's charset, or the page's own word, in the order of the HTML Standard; else UTF-8. */
function decoderFor(head: Uint8Array, contentType: string): TextDecoder {
  const [a, b] = head;
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be');
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le');
  for (const label of [charsetOf(contentType), declaredIn(head)]) {
    const decoder = label === undefined ? undefined : tryDecoder(label);
    if (decoder) return decoder;
  }
  return new TextDecoder();
}

function charsetOf(contentType: string): string | undefined {
  try {
    return new MIMEType(contentType).params.get('charset') ?? undefined;
  } catch {
    // A malformed field names no charset.
    return undefined;
  }
}

function declaredIn(head: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(head.subarray(0, prescanBytes));
  const label = /<meta\s[^>]*?charset\s*=\s*["']?([^\s"'/>;]+)/i.exec(start)?.[1];
  // What can be read as ASCII is not UTF-16, whatever it says.
  return label === undefined || /^utf-?16/i.test(label) ? undefined : label;
}

function tryDecoder(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch (cause) {
    // A charset that nobody knows.
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}
