// npm run test:e2e [-- --host web|double|electron] [arguments of `playwright test`]: the built app, driven from end to
// end, alone. On the browser host and on Electron's double where no host is named.
import { ensureBuilt } from './lib/built.mjs';
import { prepareHost, takeHosts } from './lib/e2e-hosts.mjs';
import { run } from './lib/processes.mjs';
import { root, toolPath } from './lib/project.mjs';

process.chdir(root);
process.exitCode = await main();

/** @returns {Promise<number>} the exit code */
async function main() {
  let hosts, rest;
  try {
    ({ hosts, rest } = takeHosts(process.argv.slice(2)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    console.error(error.message);
    return 2;
  }
  const args = [];
  let env = process.env;
  for (const host of hosts) {
    const prepared = await prepareHost(host);
    if ('problem' in prepared) {
      console.log(`No tests on ${host}, since it can't run here: ${prepared.problem}.`);
    } else {
      args.push(`--project=${host}`);
      env = { ...env, ...prepared.env };
    }
  }
  if (args.length === 0) return 0;
  await ensureBuilt();
  const exit = await run(process.execPath, [toolPath('@playwright/test'), 'test', ...args, ...rest], { env });
  return exit.code;
}
