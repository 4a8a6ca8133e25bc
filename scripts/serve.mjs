// npm run serve -- [--port N] [--host H] [--data DIR] [--collections DIR] [--open]: the browser host.
import { ensureBuilt } from './lib/built.mjs';
import { serveHere } from './lib/host.mjs';

await ensureBuilt();
await serveHere(process.argv.slice(2));
