import type { SearchQuery } from '#router/contracts/body-view.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { ByteReader } from '../byte-reader.ts';
import { byteMatcher } from './byte-matcher.ts';
import { characterEncoding } from './character-encoding.ts';
import { textMatcher } from './text-matcher.ts';
import { wholeWord } from './word.ts';

/** How much of a body there is. */
export interface BodyExtent {
  readonly size: number;
  /** No more bytes will come. */
  readonly complete: boolean;
}

/**
 * Finds the hits of one query in a body. Hits don't overlap: each is the first after the one before, from the left, as
 * with `grep -o`.
 *
 * What holds however a body is cut: the hits in `[a, c)` are those in `[a, b)`, and then those in `[p, c)`, where `p` is
 * what `scan` over `[a, b)` came to: `b`, or the end of a hit that straddles it.
 */
export interface Matcher {
  /**
   * Searches one piece: hits that begin in `[from, to)`, wherever they end. It may end early where that suits it, and
   * does where bytes that are yet to come decide.
   * @returns how far it came: the next `from`; `from` itself where it has to wait for more bytes
   * @throws FileCutShortError where the source has fewer bytes than `extent` says; what the reader throws
   */
  scan(
    reader: ByteReader,
    from: number,
    to: number,
    extent: BodyExtent,
    onHit: (offset: number, bytes: number) => void,
  ): number;
}

/**
 * @param label the body's encoding, a label of the Encoding standard
 * @throws Failure BAD_REQUEST: a regular expression that is none, an encoding that nobody knows
 */
export function createMatcher(query: SearchQuery, label: string): Matcher {
  const encoding = characterEncoding(label);
  if (query.regex) return textMatcher(regularExpression(query), encoding);
  const { encode } = encoding;
  if (encode) return byteMatcher(query, { ...encoding, encode });
  if (query.text.includes('\n')) {
    throw new Failure(
      'BAD_REQUEST',
      `A text with line breaks can't be searched for in ${encoding.name}. Search for a part within one line.`,
    );
  }
  return textMatcher(regularExpression({ ...query, text: literal(query.text) }), encoding);
}

function regularExpression({ text, matchCase, wholeWord: whole }: SearchQuery): RegExp {
  const flags = matchCase ? 'gmu' : 'gimu';
  try {
    const expression = new RegExp(text, flags);
    return whole ? new RegExp(wholeWord(text), flags) : expression;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const known = `Invalid regular expression: /${text}/${flags}: `;
    const reason = said.startsWith(known) ? said.slice(known.length) : said;
    throw new Failure(
      'BAD_REQUEST',
      `This is not a regular expression of JavaScript (with the flag u): ${reason}.`,
      {},
      { cause: error },
    );
  }
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
