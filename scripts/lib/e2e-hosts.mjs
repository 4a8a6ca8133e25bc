import path from 'node:path';
import { hasDisplay, installedElectron, thisMachine } from './electron.mjs';
import { root } from './project.mjs';

/** What the e2e tests run on: the browser host, the desktop app on Electron's double, and on Electron itself. */
export const e2eHosts = /** @type {const} */ (['web', 'double', 'electron']);

/** @typedef {typeof e2eHosts[number]} E2eHost */

/** The hosts that every machine has, and that `npm test` runs. */
export const usualHosts = /** @type {const} */ (['web', 'double']);

/**
 * Sees to it that a host can be started, and says where it is.
 * @param {E2eHost} host
 * @returns {Promise<{ env: NodeJS.ProcessEnv } | { problem: string }>} what Playwright's tests read, or why there can be none:
 *   half a sentence for a person
 */
export async function prepareHost(host) {
  switch (host) {
    case 'web':
      return { env: {} };
    case 'double': {
      const { ensureElectronDouble } = await import('./electron-double.mjs');
      return { env: { PARLEY_DOUBLE: await ensureElectronDouble() } };
    }
    case 'electron': {
      // Root is no problem here: Playwright starts Electron without its sandbox in Linux.
      const electron = installedElectron(path.join(root, 'node_modules/electron'), thisMachine);
      if (electron === undefined) return { problem: 'its binary is not there' };
      if ('problem' in electron) return electron;
      return hasDisplay(thisMachine)
        ? { env: { PARLEY_ELECTRON: electron.executable } }
        : { problem: 'there is no display' };
    }
  }
}

/**
 * Takes the hosts out of a command line.
 * @param {readonly string[]} args of which `--host NAME` (or `--host=NAME`, and more than once) is ours
 * @returns {{ hosts: readonly E2eHost[], rest: string[] }} the usual ones where none is named
 * @throws {RangeError} where a name is none of a host
 */
export function takeHosts(args) {
  /** @type {E2eHost[]} */
  const hosts = [];
  /** @type {string[]} */
  const rest = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--host') hosts.push(hostNamed(args[++index]));
    else if (arg.startsWith('--host=')) hosts.push(hostNamed(arg.slice('--host='.length)));
    else rest.push(arg);
  }
  return { hosts: hosts.length === 0 ? usualHosts : hosts, rest };
}

/**
 * @param {string | undefined} name
 * @returns {E2eHost}
 */
function hostNamed(name) {
  const host = e2eHosts.find((known) => known === name);
  if (host === undefined) throw new RangeError(`--host ${name ?? ''}: there is ${e2eHosts.join(', ')}`);
  return host;
}
