// npm run pack [-- arguments of electron-builder, such as `--dir` or `--linux deb`]: the app as it is installed, in dist/.
// Signed where the system's certificates are there (.github/workflows/release.yml names the variables).
import { ensureBuilt } from './lib/built.mjs';
import { updateServer } from './lib/pack.mjs';
import { run } from './lib/processes.mjs';
import { root, toolPath } from './lib/project.mjs';

process.chdir(root);
const server = updateServer(process.env['PARLEY_UPDATE_URL']);
if (server.url === undefined) console.log(server.note);
await ensureBuilt();
const updates =
  server.url === undefined
    ? []
    : [
        '--config.publish.provider=generic',
        `--config.publish.url=${server.url}`,
        // Few plain servers answer a request for several ranges.
        '--config.publish.useMultipleRangeRequest=false',
      ];
const exit = await run(process.execPath, [
  toolPath('electron-builder', 'electron-builder'),
  // Files are uploaded by whoever releases, never by packing.
  '--publish=never',
  ...updates,
  ...process.argv.slice(2),
]);
process.exitCode = exit.code;
