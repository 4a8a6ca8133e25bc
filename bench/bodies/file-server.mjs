// node file-server.mjs FOLDER: serves the folder's files on a free port of loopback. `?rate=N`: N bytes a second. Prints a line of
// JSON for each thing that whoever started it wants to know: `{ port }`, and `{ firstByteAt }` (ms since 1970) with each body.
// A process of its own, so that what it costs is not counted as Parley's.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const [folder = '.'] = process.argv.slice(2);
const pieceBytes = 1024 * 1024;
const types = new Map([
  ['.ndjson', 'application/x-ndjson'],
  ['.json', 'application/json'],
  ['.bin', 'application/octet-stream'],
  ['.sse', 'text/event-stream'],
]);

const server = createServer((request, response) => {
  answer(request.url ?? '/', response).catch((/** @type {unknown} */ error) => {
    // A client that goes away early is no error here.
    if (!response.destroyed) console.error(error);
    if (response.headersSent) response.destroy();
    else response.writeHead(404).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) tell({ port: address.port });
});

// Whoever started it is gone.
process.stdin.resume().once('end', () => process.exit());

/**
 * @param {string} url
 * @param {import('node:http').ServerResponse} response
 */
async function answer(url, response) {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const file = path.join(folder, path.basename(pathname));
  const { size } = await stat(file);
  response.setHeader('content-type', types.get(path.extname(file)) ?? 'text/plain');
  response.setHeader('content-length', size);
  const content = createReadStream(file, { highWaterMark: pieceBytes });
  content.once('data', () => tell({ firstByteAt: Date.now() }));
  content.pause();
  const rate = searchParams.get('rate');
  if (rate === null) await pipeline(content, response);
  else await pipeline(paced(content, Number(rate)), response);
}

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

/** @param {{ port: number } | { firstByteAt: number }} what */
function tell(what) {
  console.log(JSON.stringify(what));
}
