// npm start: the desktop app, or the browser host where Electron can't run.
import { ensureBuilt } from './lib/built.mjs';
import { findElectron, hasDisplay, startProblem, thisMachine } from './lib/electron.mjs';
import { serveHere } from './lib/host.mjs';
import { run } from './lib/processes.mjs';
import { root } from './lib/project.mjs';

const args = process.argv.slice(2);

await ensureBuilt();
const problem = await runElectron();
if (problem !== undefined) {
  console.log(`Electron can't run here: ${problem}. Parley is served to a browser instead.`);
  const open = hasDisplay(thisMachine) && !args.includes('--open');
  await serveHere(open ? [...args, '--open'] : args);
}

/** @returns {Promise<string | undefined>} why Electron could not start; undefined when the app has ended */
async function runElectron() {
  const electron = await findElectron();
  if ('problem' in electron) return electron.problem;
  // A second Ctrl+C in its own right would end Electron before its windows are asked, hence the group.
  const exit = await run(electron.executable, [root, ...args], { keepStderr: true, ownGroup: true });
  const refused = startProblem(exit);
  if (refused === undefined) process.exitCode = exit.code;
  return refused;
}
