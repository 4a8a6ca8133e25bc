import { describe, expect, test } from 'vitest';
import { Recorder } from './results.ts';
import { resultsTable } from './table.ts';

function tableOf(fill: (recorder: Recorder) => void): string[] {
  const recorder = new Recorder();
  fill(recorder);
  const results = { measuredAt: '', machine: '', quick: false, bytes: 1, undisturbed: true };
  return resultsTable({ ...results, figures: recorder.results })
    .split('\n')
    .slice(2);
}

describe('the table', () => {
  test('has what was measured, in its own order, whatever came first', () => {
    const lines = tableOf((recorder) => {
      recorder.add('format.speed', 200);
      recorder.add('limit.wc', 1000, 3000, 2000);
    });
    expect(lines).toEqual([
      '| `wc -l` (MB/s) | 1,000 | 2,000 | 3,000 |  |  |',
      '| JSON laid out and indexed (bytes of the input) (MB/s) |  | 200 |  | ≥ 150 | met |',
    ]);
  });

  test('judges by the median: one bad round is no miss, and one good round does not save a figure', () => {
    const lines = tableOf((recorder) => {
      recorder.add('download.share', 0.1, 0.7, 0.61);
      recorder.add('window.main', 30, 2, 16);
    });
    expect(lines.map((line) => line.split(' | ').at(-1))).toEqual(['met |', 'missed |']);
  });

  test('takes a bound as reached where it is met exactly', () => {
    const lines = tableOf((recorder) => {
      recorder.add('search.share', 0.4);
      recorder.add('scroll.longest', 100);
    });
    expect(lines.every((line) => line.endsWith('| met |'))).toBe(true);
  });
});
