import type { ContentKind } from '#router/contracts/body-view.ts';

/** What a stretch of a row is drawn as. */
export type TokenKind = 'name' | 'string' | 'number' | 'keyword' | 'comment' | 'punctuation';

export interface Token {
  readonly start: number;
  readonly end: number;
  readonly kind: TokenKind;
}

/**
 * The coloured stretches of one row, in order. A row is looked at by itself: where it continues a longer line, what it
 * begins in the middle of is guessed from the row alone.
 */
export function tokensOf(text: string, kind: ContentKind, continues: boolean): readonly Token[] {
  switch (kind) {
    case 'json':
    case 'ndjson':
      return continues ? continuedJson(text) : jsonFrom(text, 0).tokens;
    case 'sse':
      return continues ? [] : eventField(text);
    case 'xml':
    case 'html':
      return markup(text);
    default:
      return [];
  }
}

interface JsonTokens {
  readonly tokens: readonly Token[];
  /** Characters that stand nowhere in JSON. */
  readonly strays: number;
}

const jsonPart =
  /(?<string>"(?:[^"\\]|\\.)*(?:"|\\?$))(?<colon>\s*:)?|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<keyword>true|false|null)\b|(?<punctuation>[[\]{},:]+)|(?<stray>[^\s])/gu;

function jsonFrom(text: string, from: number): JsonTokens {
  const tokens: Token[] = [];
  let strays = 0;
  jsonPart.lastIndex = from;
  for (let match = jsonPart.exec(text); match; match = jsonPart.exec(text)) {
    const { string, colon, number, keyword, punctuation } = match.groups ?? {};
    const start = match.index;
    const end = start + match[0].length;
    if (string !== undefined) {
      const kind = colon === undefined ? 'string' : 'name';
      tokens.push({ start, end: start + string.length, kind });
      if (colon !== undefined) tokens.push({ start: end - 1, end, kind: 'punctuation' });
    } else if (number !== undefined) tokens.push({ start, end, kind: 'number' });
    else if (keyword !== undefined) tokens.push({ start, end, kind: 'keyword' });
    else if (punctuation !== undefined) tokens.push({ start, end, kind: 'punctuation' });
    else strays++;
  }
  return { tokens, strays };
}

/** A piece of a long line begins within a string or not: the reading that leaves less unexplained is taken. */
function continuedJson(text: string): readonly Token[] {
  const outside = jsonFrom(text, 0);
  const rest = /^(?:[^"\\]|\\.)*"?/u.exec(text)?.[0].length ?? 0;
  const inside = jsonFrom(text, rest);
  if (outside.strays <= inside.strays) return outside.tokens;
  const kind = /^\s*:/.test(text.slice(rest)) ? 'name' : 'string';
  return [{ start: 0, end: rest, kind }, ...inside.tokens];
}

/** `data: …` of a stream of server-sent events; a line that begins with a colon is a comment. */
function eventField(text: string): readonly Token[] {
  const colon = text.indexOf(':');
  if (colon < 0) return [];
  if (colon === 0) return [{ start: 0, end: text.length, kind: 'comment' }];
  const field: Token[] = [
    { start: 0, end: colon, kind: 'name' },
    { start: colon, end: colon + 1, kind: 'punctuation' },
  ];
  const value = text.slice(colon + 1).search(/\S/) + colon + 1;
  return /[[{]/.test(text.charAt(value)) ? [...field, ...jsonFrom(text, value).tokens] : field;
}

const markupPart =
  /(?<comment><!--.*?(?:-->|$)|<[!?].*?(?:>|$))|(?<open><\/?)(?<name>[^\s/>"'=<]*)|(?<entity>&#?\w{1,32};)/gsu;
const tagPart = /(?<end>\/?>)|(?<attribute>[^\s=>"'/]+)|(?<value>"[^"]*(?:"|$)|'[^']*(?:'|$))|(?<equals>=)/gu;

function markup(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = restOfTag(text, tokens);
  for (;;) {
    markupPart.lastIndex = at;
    const match = markupPart.exec(text);
    if (!match) return tokens;
    const { comment, open, entity } = match.groups ?? {};
    const start = match.index;
    at = start + match[0].length;
    if (comment !== undefined) tokens.push({ start, end: at, kind: 'comment' });
    else if (entity !== undefined) tokens.push({ start, end: at, kind: 'number' });
    else if (open !== undefined) {
      tokens.push({ start, end: at, kind: 'keyword' });
      at = insideTag(text, at, tokens);
    }
  }
}

/** What a row begins in the middle of: a comment or a tag that an earlier row opened. @returns where that ends. */
function restOfTag(text: string, tokens: Token[]): number {
  const commentEnd = text.indexOf('-->');
  if (commentEnd >= 0 && !text.slice(0, commentEnd).includes('<!--')) {
    tokens.push({ start: 0, end: commentEnd + 3, kind: 'comment' });
    return commentEnd + 3;
  }
  const close = text.indexOf('>');
  const open = text.indexOf('<');
  // A lone > in running text is rare; attributes on lines of their own are not.
  const isTag = close >= 0 && (open < 0 || close < open) && /[="'/]\s*$/.test(text.slice(0, close));
  return isTag ? insideTag(text, 0, tokens) : 0;
}

/** Attributes up to the end of a tag, or of the row. @returns the column behind them. */
function insideTag(text: string, from: number, tokens: Token[]): number {
  tagPart.lastIndex = from;
  for (let match = tagPart.exec(text); match; match = tagPart.exec(text)) {
    const { end: close, attribute, value } = match.groups ?? {};
    const start = match.index;
    const end = start + match[0].length;
    if (close !== undefined) {
      tokens.push({ start, end, kind: 'keyword' });
      return end;
    }
    // A tag that nobody closed: the next one begins.
    if (attribute?.startsWith('<')) return start;
    const kind = attribute !== undefined ? 'name' : value !== undefined ? 'string' : 'punctuation';
    tokens.push({ start, end, kind });
  }
  return text.length;
}
