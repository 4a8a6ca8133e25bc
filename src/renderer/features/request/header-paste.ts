import type { Row } from '#router/contracts/request.ts';
import { newRow } from './rows.ts';

/** A field name as RFC 9110 §5.1 has it, then a colon, then anything. */
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;

/** Rows from pasted header lines, such as a browser's developer tools copy; null where the text is something else. */
export function rowsFromHeaderLines(text: string): Row[] | null {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
  const rows: Row[] = [];
  for (const line of lines) {
    const [, name, value] = headerLine.exec(line) ?? [];
    if (name === undefined || value === undefined) return null;
    rows.push(newRow({ name, value }));
  }
  return rows.length === 0 ? null : rows;
}
