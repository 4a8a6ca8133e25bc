import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Bench, eachRound, speedOf } from './bench.ts';
import type { FigureName } from './figures.ts';
import type { Fixture } from './fixtures.ts';
import { timeBareDownload, timeCurl } from './limits.ts';
import { ParleyHost } from './parley-host.ts';

/** Bytes a second of the slow server. */
const slowRate = 100_000_000;

/**
 * Downloads to a file, by curl and by Parley in turns, from the same server: Parley's is over when the window knows that
 * all of it is there and indexed.
 */
export async function measureDownloads(bench: Bench): Promise<void> {
  const { fixtures, server, recorder, rounds } = bench;
  await using host = await ParleyHost.start(bench);
  // Everything that is loaded once is loaded before the figures begin, and the body before is not removed meanwhile.
  const prepare = () => host.download(server.url(fixtures.small.name));

  await eachRound(rounds, async () => {
    await prepare();
    const url = server.url(fixtures.ndjson.name);
    const curl = await timed(bench, timeCurl, url);
    const { ms, behindMs } = await host.download(url);
    recorder.add('limit.curl', speedOf(fixtures.ndjson, curl));
    recorder.add('limit.bare', curl / (await timed(bench, timeBareDownload, url)));
    recorder.add('download.speed', speedOf(fixtures.ndjson, ms));
    recorder.add('download.share', curl / ms);
    recorder.add('download.behind', behindMs);
  });
  const compare = async (figure: FigureName, { name }: Fixture, rate?: number) => {
    await prepare();
    const url = server.url(name, rate);
    const curl = await timed(bench, timeCurl, url);
    recorder.add(figure, curl / (await host.download(url)).ms);
  };
  await eachRound(Math.min(rounds, 3), async () => {
    await compare('download.limited', fixtures.ndjson, slowRate);
    await compare('download.json', fixtures.json);
    await compare('download.random', fixtures.random);
    await compare('download.sse', fixtures.sse);
  });
}

/** Milliseconds that a download takes which goes to a new file; the file is removed again. */
async function timed(
  { folder }: Bench,
  download: (url: string, to: string) => Promise<number>,
  url: string,
): Promise<number> {
  const file = path.join(folder, 'downloaded');
  try {
    return await download(url, file);
  } finally {
    await rm(file, { force: true });
  }
}
