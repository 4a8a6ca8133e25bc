import { contenderNames, contenders, type ContenderName } from './contenders/index.ts';
import type { WorkloadName } from './processes/control.ts';
import type { Outcome, Results } from './results.ts';

interface Row {
  readonly workload: WorkloadName;
  readonly figure: string;
  readonly label: string;
  readonly digits: number;
}

const rows: readonly Row[] = [
  { workload: 'empty', figure: 'p50', label: 'empty call, p50 (µs)', digits: 0 },
  { workload: 'empty', figure: 'p99', label: 'empty call, p99 (µs)', digits: 0 },
  { workload: 'inFlight', figure: 'perSecond', label: '1,000 in flight (calls/s)', digits: 0 },
  { workload: 'list', figure: 'p50', label: '5,000-item list, p50 (ms)', digits: 1 },
  { workload: 'bytes', figure: 'mibPerSecond', label: 'bytes, fast reader (MiB/s)', digits: 0 },
  { workload: 'stalled', figure: 'growthMiB', label: 'stalled reader, RSS growth of both (MiB)', digits: 1 },
  { workload: 'stalled', figure: 'mainMiB', label: '… of main (MiB)', digits: 1 },
  { workload: 'stalled', figure: 'windowMiB', label: '… of the window (MiB)', digits: 1 },
  { workload: 'stalled', figure: 'producedMiB', label: '… read from the source (MiB)', digits: 1 },
  { workload: 'events', figure: 'perSecond', label: '10,000 events (events/s)', digits: 0 },
  { workload: 'cycles', figure: 'growthMiB', label: 'subscribe/stop, heap growth of both (MiB)', digits: 2 },
  { workload: 'cycles', figure: 'perSecond', label: '… cycles/s', digits: 0 },
];

function cell(outcome: Outcome | undefined, { figure, digits }: Row): string {
  if (!outcome || 'cannot' in outcome) return '–';
  if ('failed' in outcome) return 'failed';
  const spread = outcome.figures[figure];
  if (!spread) return '–';
  const format = (value: number) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${format(spread.median)} (${format(spread.min)}–${format(spread.max)})`;
}

/** What was measured, as Markdown: medians, and minimum to maximum behind them. */
export function resultsTable({ workloads }: Results): string {
  const outcomeOf = (workload: WorkloadName, contender: ContenderName) =>
    workloads.find(({ name }) => name === workload)?.outcomes.find((entry) => entry.contender === contender)
      ?.outcome;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['workload', ...contenderNames.map((name) => contenders[name].label)]),
    line(['---', ...contenderNames.map(() => '---')]),
    ...rows
      .filter(({ workload }) => workloads.some(({ name }) => name === workload))
      .map((row) =>
        line([row.label, ...contenderNames.map((name) => cell(outcomeOf(row.workload, name), row))]),
      ),
  ].join('\n');
}

/** What the table leaves out, and what was noticed on the way. */
export function remarks({ workloads }: Results): string[] {
  return workloads.flatMap(({ name, outcomes }) =>
    outcomes.flatMap(({ contender, outcome }) => {
      const about = `${contenders[contender].label}, ${name}`;
      if ('cannot' in outcome) return [`${about}: not measured, ${outcome.cannot}`];
      if ('failed' in outcome) return [`${about}: failed, ${outcome.failed}`];
      return outcome.remark === undefined ? [] : [`${about}: ${outcome.remark}`];
    }),
  );
}

/** The targets, as Markdown. */
export function targetsTable({ targets }: Results): string {
  return [
    '| target | measured | |',
    '| --- | --- | --- |',
    ...targets.map(
      ({ text, value, met }) =>
        `| ${text} | ${value === null ? 'not measured' : value.toFixed(2)} | ${met ? 'met' : 'missed'} |`,
    ),
  ].join('\n');
}
