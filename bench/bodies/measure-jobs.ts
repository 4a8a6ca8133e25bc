import { highestDuring, residentBytes } from '#test/harness/memory.ts';
import { type Bench, eachRound, speedOf } from './bench.ts';
import { earlyNeedle, needle } from './fixtures.ts';
import { timeGrep } from './limits.ts';
import { type MainClient, ParleyHost } from './parley-host.ts';

/** Searches and layouts of a large body, asked for through the host's WebSocket as a page asks. */
export async function measureJobs(bench: Bench): Promise<void> {
  await using host = await ParleyHost.start(bench);
  const before = await residentBytes(host.pid);
  const highest = await highestDuring(
    () => residentBytes(host.pid),
    async () => {
      await measureSearch(bench, host);
      await measureFormat(bench, host);
    },
  );
  bench.recorder.add('memory.main-jobs', (highest - before) / 2 ** 20);
}

async function measureSearch({ fixtures, server, recorder, rounds }: Bench, host: ParleyHost): Promise<void> {
  const { client } = host;
  const { bodyId } = await host.download(server.url(fixtures.ndjson.name));
  await eachRound(rounds, async () => {
    const grep = await timeGrep(needle, fixtures.ndjson.path);
    const { ms } = await search(client, bodyId, needle);
    recorder.add('search.speed', speedOf(fixtures.ndjson, ms));
    recorder.add('search.share', grep / ms);
    recorder.add('search.first-hit', (await search(client, bodyId, earlyNeedle)).firstHitMs);
  });
}

async function measureFormat({ fixtures, server, recorder, rounds }: Bench, host: ParleyHost): Promise<void> {
  const { client } = host;
  const { bodyId: json } = await host.download(server.url(fixtures.json.name));
  await eachRound(Math.min(rounds, 3), async () => {
    const began = performance.now();
    const { id } = await client.bodies.format.mutate({ id: json });
    const { derivation } = await host.settled(id);
    recorder.add('format.speed', speedOf(fixtures.json, performance.now() - began));
    if (derivation?.problem !== undefined) throw new Error(`Not laid out: ${derivation.problem.message}`);
    await client.bodies.discard.mutate({ id });
  });
}

/** Milliseconds of a search to its end, and to its first hit. */
function search(
  client: MainClient,
  id: string,
  text: string,
): Promise<{ readonly ms: number; readonly firstHitMs: number }> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    let firstHitMs: number | undefined;
    client.bodies.search.subscribe(
      { id, query: { text, matchCase: true, wholeWord: false, regex: false } },
      {
        onData: (event) => {
          if (event.type === 'hits' && event.hits.length > 0) firstHitMs ??= performance.now() - began;
        },
        onError: reject,
        onComplete: () => {
          if (firstHitMs === undefined) reject(new Error(`${text} was not found`));
          else resolve({ ms: performance.now() - began, firstHitMs });
        },
      },
    );
  });
}
