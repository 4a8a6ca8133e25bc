// node file-server.mjs FOLDER: serves the folder's files on a free port of loopback, which it prints. `?rate=N`: N bytes a second.
// A process of its own, so that what it costs is not counted as Parley's.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const [folder = '.'] = process.argv.slice(2);
const types = new Map([
  ['.ndjson', 'application/x-ndjson'],
  ['.json', 'application/json'],
  ['.bin', 'application/octet-stream'],
  ['.sse', 'text/event-stream'],
]);

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const file = path.join(folder, path.basename(pathname));
  const rate = Number(searchParams.get('rate') ?? Infinity);
  response.setHeader('content-type', types.get(path.extname(file)) ?? 'text/plain');
  response.setHeader('content-length', statSync(file).size);
  // A client that goes away early is no error here.
  pipeline(paced(createReadStream(file, { highWaterMark: 1024 * 1024 }), rate), response).catch(
    () => {},
  );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(address.port);
});

/**
 * @param {AsyncIterable<Buffer>} source
 * @param {number} rate bytes a second
 */
async function* paced(source, rate) {
  const began = performance.now();
  let sent = 0;
  for await (const chunk of source) {
    yield chunk;
    sent += chunk.byteLength;
    const aheadMs = (sent / rate) * 1000 - (performance.now() - began);
    if (aheadMs > 1) await sleep(aheadMs);
  }
}
