// Loaded by each thread of a host that is to be profiled (`node --import`): writes a profile of every two seconds into
// $PARLEY_PROFILES, since a worker thread is ended without a word. For Chrome's DevTools, or `npm run bench -- bodies --profile`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import path from 'node:path';
import { threadId } from 'node:worker_threads';

const folder = process.env['PARLEY_PROFILES'] ?? '.';
const everyMs = 2000;

mkdirSync(folder, { recursive: true });
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.start');
let written = 0;

function write() {
  session.post('Profiler.stop', (error, result) => {
    if (error) return;
    const name = `${process.pid}-thread${threadId}-${String(written).padStart(3, '0')}.cpuprofile`;
    writeFileSync(path.join(folder, name), JSON.stringify(result.profile));
    written += 1;
  });
}

setInterval(() => {
  write();
  session.post('Profiler.start');
}, everyMs).unref();
process.on('exit', write);
