import type { SearchQuery } from '#router/contracts/body-view.ts';
import { caseVariants } from './case-variants.ts';
import type { CharacterEncoding } from './character-encoding.ts';
import type { Matcher } from './matcher.ts';
import { SourceBytes } from './source-bytes.ts';
import { joinsWord } from './word.ts';

type WritableEncoding = CharacterEncoding & Required<Pick<CharacterEncoding, 'encode'>>;

/** No character has more bytes, in the encodings that are searched as bytes. */
const characterBytes = 4;

interface BytePattern {
  /** Bytes of the longest way to write it. */
  readonly maxBytes: number;
  within(bytes: Buffer): Occurrences;
}

interface Occurrences {
  /** Where the text stands next, from `from` on, or -1. */
  next(from: number): number;
  /** Where the one ends that was found last. */
  readonly end: number;
}

/**
 * Searches for a text as the bytes it has in the body's encoding; nothing is decoded. Without case each letter becomes
 * a choice of the bytes of its variants, for a regular expression over the bytes as Latin-1.
 */
export function byteMatcher(query: SearchQuery, encoding: WritableEncoding): Matcher {
  const pattern = query.matchCase ? exactPattern(query.text, encoding) : foldedPattern(query.text, encoding);
  // The encoding can't write it: the body can't hold it.
  if (!pattern) return { scan: (_reader, _from, to) => to };

  const source = new SourceBytes();
  const context = query.wholeWord ? characterBytes : 0;
  const characters = Array.from(query.text);
  const first = characters[0];
  const last = characters.at(-1);

  function withinWord(bytes: Buffer, start: number, end: number): boolean {
    const before = encoding.decode(bytes.subarray(Math.max(0, start - context), start));
    const after = encoding.decode(bytes.subarray(end, end + context));
    return joinsWord(Array.from(before).at(-1), first) || joinsWord(last, Array.from(after)[0]);
  }

  const wholeUnits = (bytes: number) => bytes - (bytes % encoding.unitBytes);

  return {
    scan(reader, from, to, { size, complete }, onHit) {
      const needed = pattern.maxBytes - 1 + context;
      const certain = complete ? size : wholeUnits(size - needed);
      const limit = Math.min(to, certain);
      if (limit <= from) return from;
      // An even number of bytes ahead, so that a UTF-16 unit is not cut.
      const base = Math.max(0, from - context);
      const bytes = source.read(reader, base, Math.min(size, limit + needed));
      const occurrences = pattern.within(bytes);
      let reached = limit;
      for (let at = occurrences.next(from - base); at >= 0 && base + at < limit; ) {
        const { end } = occurrences;
        const isHit =
          (base + at) % encoding.unitBytes === 0 && !(query.wholeWord && withinWord(bytes, at, end));
        if (isHit) {
          onHit(base + at, end - at);
          reached = Math.max(limit, base + end);
        }
        at = occurrences.next(isHit ? end : at + 1);
      }
      return reached;
    },
  };
}

function exactPattern(text: string, encoding: WritableEncoding): BytePattern | undefined {
  const needle = encoding.encode(text);
  if (!needle) return undefined;
  const { byteLength } = needle;
  return {
    maxBytes: byteLength,
    within(bytes) {
      let end = 0;
      return {
        next(from) {
          const at = bytes.indexOf(needle, from);
          end = at + byteLength;
          return at;
        },
        get end() {
          return end;
        },
      };
    },
  };
}

function foldedPattern(text: string, encoding: WritableEncoding): BytePattern | undefined {
  let maxBytes = 0;
  let source = '';
  for (const character of text) {
    const variants = caseVariants(character)
      .map(encoding.encode)
      .filter((variant) => variant !== undefined);
    if (variants.length === 0) return undefined;
    maxBytes += Math.max(...variants.map((variant) => variant.byteLength));
    source += choice(variants);
  }
  const expression = new RegExp(source, 'g');
  return {
    maxBytes,
    within(bytes) {
      const latin1 = bytes.toString('latin1');
      return {
        next(from) {
          expression.lastIndex = from;
          return expression.exec(latin1)?.index ?? -1;
        },
        get end() {
          return expression.lastIndex;
        },
      };
    },
  };
}

/** The variants differ and none begins with another one, so that at most one of them matches at a place. */
function choice(variants: readonly Uint8Array[]): string {
  const sources = variants.map((variant) => Array.from(variant, escapedByte).join(''));
  if (sources.length === 1) return sources.join('');
  return variants.every(({ byteLength }) => byteLength === 1)
    ? `[${sources.join('')}]`
    : `(?:${sources.join('|')})`;
}

function escapedByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
