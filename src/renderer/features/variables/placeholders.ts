/** A variable that a text names. */
export interface Placeholder {
  readonly name: string;
  /** Of the whole `{{name}}`, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** A name that is being typed: what stands between `{{` and the caret. */
export interface UnfinishedName {
  readonly typed: string;
  /** Where the name begins, behind `{{`. */
  readonly start: number;
}

/**
 * A new expression each time, since it remembers where it is. The same as main's, which fills the values in
 * (`services/variables/template.ts`); a test compares.
 */
export function placeholderPattern(): RegExp {
  return /\{\{\s*(\$?[\p{L}\p{N}._-]+)\s*\}\}/gu;
}

/** All variables that a text names, in their order. */
export function findPlaceholders(text: string): Placeholder[] {
  if (!text.includes('{{')) return [];
  return Array.from(text.matchAll(placeholderPattern()), (match) => ({
    name: match[1] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The variable that a caret stands in. */
export function placeholderAt(text: string, caret: number): Placeholder | null {
  return findPlaceholders(text).find(({ start, end }) => start < caret && caret < end) ?? null;
}

/** The name that ends at a caret and is being typed; null where the caret stands in none. */
export function unfinishedNameAt(text: string, caret: number): UnfinishedName | null {
  const [, typed] = /\{\{\s*(\$?[\p{L}\p{N}._-]*)$/u.exec(text.slice(0, caret)) ?? [];
  return typed === undefined ? null : { typed, start: caret - typed.length };
}

/** What takes the place of an unfinished name where another one is chosen. */
export interface Insertion {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Puts a whole name where one was being typed: the rest of the old one goes, and braces close it once. */
export function insertionOf(text: string, { start, typed }: UnfinishedName, name: string): Insertion {
  const caret = start + typed.length;
  const [rest = ''] = /^[\p{L}\p{N}._-]*\s*(?:\}\}?)?/u.exec(text.slice(caret)) ?? [];
  // Without braces behind it, what follows is no part of the name.
  const to = rest.includes('}') ? caret + rest.length : caret;
  return { from: start, to, text: `${name}}}` };
}

/** Whether a text says anything beside the variables that it names. */
export function hasLiteralText(text: string): boolean {
  return text.replaceAll(placeholderPattern(), '').trim() !== '';
}
