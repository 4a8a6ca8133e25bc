import { setImmediate } from 'node:timers/promises';
import { TextDecoder } from 'node:util';
import { maxJsonPathBytes, maxJsonPathMatches, type TextReport } from '#router/contracts/body-jobs.ts';
import { Failure } from '#router/contracts/failure.ts';
import { openByteReader } from '../byte-reader.ts';
import { JsonFormatter } from '../json/format-json.ts';
import { maxOutputBytes } from '../json/output-bound.ts';
import { inSlices, sliceMs } from '../slices.ts';
import { type TextJob, writeAt } from '../text-job.ts';
import { type JsonMatches, jsonMatches } from './json-matches.ts';
import { compileJsonPath } from './json-path.ts';

export interface FilterJsonJob extends Omit<TextJob, 'waitForMore'> {
  /** A JSONPath expression. */
  readonly expression: string;
}

export const repeatedNames =
  'Some objects of the response have two members of the same name. JSONPath goes by the last of them. What it finds is shown as it was sent.';
export const tooLong =
  'The matches would be far longer than the response, because many are parts of others. They are shown up to here.';

/** @throws Failure PAYLOAD_TOO_LARGE for a document that is too large to be held in memory */
export function checkJsonPathSize(bytes: number): void {
  if (bytes <= maxJsonPathBytes) return;
  const [bound, size] = [maxJsonPathBytes, bytes].map((each) => `${Math.floor(each / 1024 / 1024)} MiB`);
  throw new Failure(
    'PAYLOAD_TOO_LARGE',
    `JSONPath needs the whole document in memory, which is done up to ${bound}: this one has ${size}. Use the tree or the search instead.`,
  );
}

/**
 * Writes what a JSONPath expression finds in a document as a JSON array, laid out, in UTF-8. Each match is copied as it
 * stands there. Parsing is one step, which can't be interrupted; the rest is done in slices.
 *
 * Throws Failure BAD_REQUEST for an expression that is none and PAYLOAD_TOO_LARGE; the signal's reason, and what `node:fs`
 * throws.
 */
export async function filterJson(job: FilterJsonJob, signal: AbortSignal): Promise<TextReport> {
  const query = compileJsonPath(job.expression);
  const bytes = readWhole(job.sourcePath);
  const totalBytes = bytes.byteLength;
  job.onProgress({ doneBytes: 0, totalBytes, outputBytes: 0 });
  const text = new TextDecoder(job.encoding).decode(bytes);
  let matches: JsonMatches;
  try {
    matches = await inSlices(jsonMatches(text, query, maxJsonPathMatches), signal);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return { doneBytes: 0, totalBytes, outputBytes: 0, problem: noJson(text, cause) };
  }
  return writeMatches(job, text, matches, totalBytes, signal);
}

function readWhole(path: string): Uint8Array {
  using reader = openByteReader(path);
  checkJsonPathSize(reader.size);
  const bytes = Buffer.allocUnsafeSlow(reader.size);
  return bytes.subarray(0, reader.read(bytes, 0));
}

/** The formatter says where it is, and in better words. Its offset is of the text in UTF-8, so that it is left out. */
function noJson(text: string, cause: SyntaxError): NonNullable<TextReport['problem']> {
  const formatter = new JsonFormatter({ mode: 'document', write: () => undefined });
  const found = formatter.push(Buffer.from(text)) ?? formatter.end();
  const message = `Nothing can be found in it, since this is no JSON. ${found?.message ?? cause.message}`;
  return found?.line === undefined ? { message } : { message, line: found.line, column: found.column };
}

async function writeMatches(
  job: FilterJsonJob,
  text: string,
  { places, problem, hasRepeatedNames }: JsonMatches,
  totalBytes: number,
  signal: AbortSignal,
): Promise<TextReport> {
  let outputBytes = 0;
  const formatter = new JsonFormatter({
    mode: 'document',
    write(bytes) {
      writeAt(job.outputPath, bytes, outputBytes);
      outputBytes += bytes.byteLength;
    },
  });
  const maxBytes = maxOutputBytes(totalBytes);
  formatter.push(Buffer.from('['));
  let isTooLong = false;
  for (let at = 0, sliceEnd = performance.now() + sliceMs; at < places.length && !isTooLong; at++) {
    const { start, end } = places[at] ?? { start: 0, end: 0 };
    const written = `${at === 0 ? '' : ','}${text.slice(start, end)}`;
    isTooLong = formatter.push(Buffer.from(written)) !== undefined || formatter.outputBytes > maxBytes;
    if (performance.now() < sliceEnd) continue;
    job.onProgress({ doneBytes: Math.floor((at / places.length) * totalBytes), totalBytes, outputBytes });
    await setImmediate();
    signal.throwIfAborted();
    sliceEnd = performance.now() + sliceMs;
  }
  formatter.push(Buffer.from(']'));
  formatter.flush();
  const ended = isTooLong ? { message: tooLong } : problem;
  return {
    doneBytes: totalBytes,
    totalBytes,
    outputBytes,
    ...(ended === undefined ? {} : { problem: ended }),
    ...(hasRepeatedNames ? { notes: [repeatedNames] } : {}),
  };
}
