import { type Document, isCollection, isPair, isScalar, Lexer, parseDocument } from 'yaml';

/**
 * A text that is no YAML, more than one document, or more than Parley takes. It holds nothing of the text, and has no cause
 * that does: errors go to the log, and a line that is broken may have a password.
 */
export class YamlProblem extends Error {
  override readonly name = 'YamlProblem';
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** Texts come from whoever shares a collection. Each of these is a hundred times what a request needs. */
const most = {
  /** The parser takes some 10 µs each. */
  tokens: 200_000,
  /** Whatever walks through a value does so by calling itself. */
  depth: 100,
  /** The parser looks through the text for each of them. */
  aliases: 1000,
};

/** A text that is no longer is parsed in a moment, unless it has aliases. Counting costs as much as a quarter of parsing. */
const harmlessLength = 4 * 1024;
/** Aliases refer to anchors, and where a node begins an anchor can stand (YAML 1.2.2, 6.9.2). The `&` of a query is none. */
const maybeAnchor = /(?:^|[\s,:[\]{}'"])&\S/;

/**
 * What a YAML text says, in a time that its length bounds: the parser's own can grow with its square.
 * Throws `YamlProblem`.
 */
export function parseYaml(
  text: string,
  { keepSourceTokens = false } = {},
): { readonly document: Document.Parsed; readonly value: unknown } {
  refuseTooMuch(text);
  const document = parsed(text, keepSourceTokens);
  const [error] = document.errors;
  if (error) {
    const [start] = error.linePos ?? [];
    throw new YamlProblem(wordsOf(error.message), start?.line ?? 1, start?.col ?? 1);
  }
  refuseEqualKeys(text, document.contents);
  let value: unknown;
  try {
    value = document.toJS();
  } catch {
    throw new YamlProblem('Its aliases stand for more than can be held', 1, 1);
  }
  if (isDeeperThan(value, most.depth)) throw tooDeep();
  return { document, value };
}

function parsed(text: string, keepSourceTokens: boolean): Document.Parsed {
  try {
    // The parser compares each key of a mapping with all others, so that is left to `refuseEqualKeys`.
    return parseDocument(text, { keepSourceTokens, logLevel: 'error', uniqueKeys: false });
  } catch (cause) {
    // The call stack was too small for it.
    if (cause instanceof RangeError) throw tooDeep();
    throw cause;
  }
}

/** By the lexer alone, which holds nothing and takes each character once. */
function refuseTooMuch(text: string): void {
  if (text.length <= harmlessLength && !(text.includes('*') && maybeAnchor.test(text))) return;
  let tokens = 0;
  let aliases = 0;
  let open = 0;
  let dashes = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (token.startsWith('*')) aliases += 1;
    if (token === '[' || token === '{') open += 1;
    if (token === ']' || token === '}') open -= 1;
    if (token === '-' || token === '?') dashes += 1;
    if (token.startsWith('\n') || token.startsWith('\r')) dashes = 0;
    if (open > most.depth || dashes > most.depth) throw tooDeep();
    if (tokens > most.tokens || aliases > most.aliases)
      throw new YamlProblem('It consists of more parts than Parley reads in one file', 1, 1);
  }
}

/** Goes no deeper than a value may be. */
function refuseEqualKeys(text: string, node: unknown, depth = 0): void {
  if (!isCollection(node)) return;
  if (depth > most.depth) throw tooDeep();
  const keys = new Set<unknown>();
  for (const item of node.items) {
    if (!isPair(item)) {
      refuseEqualKeys(text, item, depth + 1);
      continue;
    }
    const { key, value } = item;
    if (isScalar(key)) {
      if (keys.has(key.value)) throw equalKeys(text, key.range?.[0] ?? 0);
      keys.add(key.value);
    }
    refuseEqualKeys(text, key, depth + 1);
    refuseEqualKeys(text, value, depth + 1);
  }
}

function equalKeys(text: string, offset: number): YamlProblem {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return new YamlProblem('Map keys must be unique', line, offset - before.lastIndexOf('\n'));
}

/** Also for a value that holds itself, which an alias can make. */
function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((each) => isDeeperThan(each, depth - 1));
}

function tooDeep(): YamlProblem {
  return new YamlProblem(`It is nested more than ${most.depth} levels deep`, 1, 1);
}

/** Without the place, the lines of the text below it, and what some messages repeat of the text behind a colon. */
function wordsOf(message: string): string {
  return message.replace(/(?: at line \d+, column \d+)?:?\n[^]*$/, '').replace(/(?<=\S): .*$/, '');
}
