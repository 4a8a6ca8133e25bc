// npm run dev: the app with hot reload, in Electron or (where that can't run) in a browser.
import { createServer } from 'node:net';
import { forgetBuild } from './lib/built.mjs';
import { devHost } from './lib/dev-host.mjs';
import { findElectron, hasDisplay, thisMachine } from './lib/electron.mjs';
import { run } from './lib/processes.mjs';
import { root, toolPath } from './lib/project.mjs';

const args = process.argv.slice(2);

process.chdir(root);
// What is built from here on is for development only.
forgetBuild();
// Read by electron.vite.config.ts, which makes the dev server listen there, and by the host's page handler.
process.env['PARLEY_DEV_SERVER'] = `http://127.0.0.1:${await freePort()}`;

const electron = await findElectron();
if ('executable' in electron) {
  const { code } = await run(process.execPath, [toolPath('electron-vite'), 'dev', '--watch', '--', ...args], {
    env: { ...process.env, ELECTRON_EXEC_PATH: electron.executable },
    ownGroup: true,
  });
  process.exitCode = code;
} else {
  console.log(`Electron can't run here: ${electron.problem}. Parley is served to a browser instead.`);
  // The same address after each restart, so that an open page finds its host again.
  const port = args.some((arg) => /^--port\b/.test(arg)) ? [] : ['--port', String(await freePort())];
  const open = hasDisplay(thisMachine) && !args.includes('--open') ? ['--open'] : [];
  await devHost([...args, ...port], open);
}

/** @returns {Promise<number>} a port of the loopback interface that nobody listens on */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('no free port on 127.0.0.1'));
      });
    });
  });
}
