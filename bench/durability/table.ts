import { counted, type Results, timed, type Times } from './results.ts';

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const ms = (value: number) => value.toFixed(1);
const count = (value: number) => value.toLocaleString('en');

/** The times, as Markdown: each beside a bare write of as many bytes; the target is for the p95. */
export function timesTable({ times }: Results): string {
  const cells = ({ p50, p95, max }: Times) => [p50, p95, max].map(ms);
  const ratio = (parley: number, bare: number) => (parley / bare).toFixed(2);
  return [
    line(['milliseconds', 'p50', 'p95', 'max', 'target (p95)', '']),
    line(['---', '---', '---', '---', '---', '---']),
    ...times.flatMap(({ name, bytes, parley, bare, target }) => [
      line([
        timed[name].label,
        ...cells(parley),
        ...(target ? [`≤ ${target.atMost}`, target.met ? 'met' : 'missed'] : ['', '']),
      ]),
      line([`… a bare write of as many bytes (${count(bytes)})`, ...cells(bare), '', '']),
      line([
        '… how many times as long',
        ratio(parley.p50, bare.p50),
        ratio(parley.p95, bare.p95),
        ratio(parley.max, bare.max),
        '',
        '',
      ]),
    ]),
  ].join('\n');
}

/** The counts, as Markdown. */
export function countsTable({ counts }: Results): string {
  return [
    line(['what was done', 'times', 'at least', 'tests that failed', '']),
    line(['---', '---', '---', '---', '---']),
    ...counts.map(({ name, runs, failed, least, met }) =>
      line([
        counted[name].label,
        count(runs),
        least > 1 ? count(least) : '',
        String(failed),
        met ? 'met' : 'missed',
      ]),
    ),
  ].join('\n');
}
