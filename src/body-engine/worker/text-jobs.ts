import { z } from 'zod';
import type { TextReport } from '#router/contracts/body-jobs.ts';
import { opaqueId } from '#router/contracts/ids.ts';
import { FileCutShortError } from '../index/row-window.ts';
import { reportsOf } from '../reports.ts';
import type { TextJob } from '../text-job.ts';
import type { Source } from './source.ts';
import type { WorkerContext } from './trpc.ts';

/** What every job that makes a text of a body is told. */
export const textJobInputSchema = z.object({
  /** The body, which main has told of. */
  sourceId: opaqueId,
  /** Its encoding: what `TextDecoder` takes. */
  encoding: z.string(),
  /** Where the text goes: an empty file. */
  outputPath: z.string(),
});
export type TextJobInput = z.infer<typeof textJobInputSchema>;

/** Runs a job that makes a text, and yields how far it is; at the end its result. */
export function textReports(
  { bodies }: WorkerContext,
  { sourceId, encoding, outputPath }: TextJobInput,
  signal: AbortSignal | undefined,
  run: (job: TextJob, signal: AbortSignal) => Promise<TextReport>,
): AsyncGenerator<TextReport> {
  const source = bodies.source(sourceId);
  return reportsOf(async (report, jobSignal) => {
    const result = await run(
      {
        sourcePath: source.state.path,
        encoding,
        outputPath,
        waitForMore: waitForMoreOf(source),
        onProgress: report,
      },
      jobSignal,
    );
    report(result);
  }, signal ?? new AbortController().signal);
}

/** @throws FileCutShortError where the file ends before what main has told of */
function waitForMoreOf(source: Source): TextJob['waitForMore'] {
  let sizeBefore = -1;
  return async (size, signal) => {
    while (source.state.size <= size) {
      if (source.isWhole) return false;
      await source.changes.next(signal);
    }
    // More was said to be there, and the job has found none.
    if (size === sizeBefore) throw new FileCutShortError();
    sizeBefore = size;
    return true;
  };
}
