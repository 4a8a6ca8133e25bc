import { placeholderPattern } from '../variables/placeholders.ts';
import { findJsonProblem, formatJson, type JsonProblem } from './json-text.ts';

/*
 * JSON in which variables stand where values will: `{"id": {{id}}}`. To look at it as JSON, each placeholder is taken for a
 * number of the same length, so that all places stay where they are.
 */

/** The first thing wrong with `text` as JSON with variables in it; null where nothing is. */
export function findTemplateProblem(text: string): JsonProblem | null {
  return findJsonProblem(numbersFor(text));
}

/** As `formatJson`, with the variables as they were typed. */
export function formatTemplate(text: string): { text: string } | { problem: JsonProblem } {
  const placeholders = Array.from(text.matchAll(placeholderPattern()), ([whole]) => whole);
  const result = formatJson(numbersFor(text));
  if (placeholders.length === 0 || 'problem' in result) return result;
  // Formatting moves nothing but white space: characters beside it are found again by how many come before them.
  const starts = new Set(Array.from(text.matchAll(placeholderPattern()), ({ index }) => charactersIn(text.slice(0, index))));
  return { text: withPlaceholders(result.text, starts, placeholders) };
}

function numbersFor(text: string): string {
  return text.includes('{{') ? text.replaceAll(placeholderPattern(), ({ length }) => '1'.repeat(length)) : text;
}
