import { placeholderPattern } from '../variables/placeholders.ts';
import { findJsonProblem, formatJson, type JsonProblem } from './json-text.ts';

/*
 * JSON in which variables stand where values will: `{"id": {{id}}}`. To look at it as JSON, each placeholder is taken for a
 * number of the same length, so that all places stay where they are.
 */

/** The first thing wrong with `text` as JSON with variables in it; null where nothing is. */
export function findTemplateProblem(text: string): JsonProblem | null {
  return findJsonProblem(withNumbers(text));
}

/** As `formatJson`, with the variables as they were typed. */
export function formatTemplate(text: string): { text: string } | { problem: JsonProblem } {
  const plain = withNumbers(text);
  const result = formatJson(plain);
  if (plain === text || 'problem' in result) return result;
  // Formatting moves white space alone: a placeholder is where as many other characters come before it.
  const placeholders = new Map<number, string>();
  let count = 0;
  let at = 0;
  for (const { 0: whole, index } of text.matchAll(placeholderPattern())) {
    count += countOthers(plain.slice(at, index));
    placeholders.set(count, whole);
    count += whole.length;
    at = index + whole.length;
  }
  return { text: withPlaceholders(result.text, placeholders) };
}

function withNumbers(text: string): string {
  if (!text.includes('{{')) return text;
  return text.replaceAll(placeholderPattern(), ({ length }) => '1'.repeat(length));
}

/** @param placeholders by the number of characters before each, white space aside */
function withPlaceholders(text: string, placeholders: ReadonlyMap<number, string>): string {
  const parts: string[] = [];
  let from = 0;
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    if (isSpace(text.charAt(at))) continue;
    const placeholder = placeholders.get(count);
    if (placeholder === undefined) {
      count++;
      continue;
    }
    parts.push(text.slice(from, at), placeholder);
    count += placeholder.length;
    from = at + placeholder.length;
    at = from - 1;
  }
  return parts.join('') + text.slice(from);
}

function countOthers(text: string): number {
  return text.replaceAll(/[ \t\n\r]/g, '').length;
}

function isSpace(character: string): boolean {
  return ' \t\n\r'.includes(character);
}
