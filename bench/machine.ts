import { cpus, release, totalmem, type } from 'node:os';
import { appVersion } from '#main/services/build-info.ts';

/** What a figure was measured on, in one line. */
export function describeMachine(versions: Readonly<Record<string, string>> = {}): string {
  const [cpu] = cpus();
  const parts = [
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
    ...Object.entries(versions).map(([name, version]) => `${name} ${version}`),
    `Parley ${appVersion}`,
  ];
  return parts.join(', ');
}

/** Min, median and max. */
export function spread(values: readonly number[]): { min: number; median: number; max: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return { min: at(0), median: at(Math.floor(sorted.length / 2)), max: at(sorted.length - 1) };
}
