import { quantile } from '../ipc/statistics.ts';
import { type Bench, eachRound } from './bench.ts';
import type { FigureName } from './figures.ts';
import { type Download, type MainClient, ParleyHost } from './parley-host.ts';

const windowsInARound = 200;
const rowsInAWindow = 100;
const hexBytes = 1600;

/** Windows at random places, one after the other, asked for through the host's WebSocket as a page asks. */
export async function measureWindows(bench: Bench): Promise<void> {
  const { fixtures, server, recorder, rounds } = bench;
  await using host = await ParleyHost.start(bench);
  const { client } = host;
  const measure = async (figure: FigureName, ask: () => Promise<void>) => {
    await times(20, ask);
    await eachRound(rounds, async () =>
      recorder.add(figure, quantile(await times(windowsInARound, ask), 0.95)),
    );
  };

  await measure('window.sse', askForRows(client, await host.download(server.url(fixtures.sse.name))));
  await measure('window.json', askForRows(client, await host.download(server.url(fixtures.json.name))));
  await measure('window.hex', askForBytes(client, await host.download(server.url(fixtures.random.name))));
  await measure('window.main', askForRows(client, await host.download(server.url(fixtures.ndjson.name))));
}

function askForRows(client: MainClient, { bodyId: id, facts }: Download): () => Promise<void> {
  return async () => {
    const first = Math.floor(Math.random() * (facts.rows - rowsInAWindow));
    const { rows } = await client.bodies.rows.query({ id, first, count: rowsInAWindow });
    if (rows.length !== rowsInAWindow) throw new Error(`There were ${rows.length} rows at ${first}`);
  };
}

function askForBytes(client: MainClient, { bodyId: id, facts }: Download): () => Promise<void> {
  return async () => {
    const start = Math.floor(Math.random() * (facts.size - hexBytes));
    let received = 0;
    await new Promise<void>((resolve, reject) => {
      client.bodies.stream.subscribe(
        { id, start, end: start + hexBytes },
        {
          onData: (piece) => {
            received += piece.byteLength;
          },
          onError: reject,
          onComplete: resolve,
        },
      );
    });
    if (received !== hexBytes) throw new Error(`There were ${received} bytes at ${start}`);
  };
}

/** Milliseconds that each of so many calls takes. */
async function times(count: number, call: () => Promise<void>): Promise<number[]> {
  const all: number[] = [];
  for (let done = 0; done < count; done += 1) {
    const began = performance.now();
    await call();
    all.push(performance.now() - began);
  }
  return all;
}
