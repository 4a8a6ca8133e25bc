#!/usr/bin/env node
import inspector from 'node:inspector';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { app } from '../main-process/app.ts';
import electron from '../main-process/electron.ts';
import { state } from '../main-process/process-state.ts';
import { readAppPackage } from './app-package.ts';
import { parseCommand } from './command.ts';
import { loadMain, resolveElectron } from './module-resolution.ts';
import { surviveUncaught } from './uncaught.ts';

declare const __ELECTRON_VERSION__: string;

/** Stands in for Electron's executable. Says on stderr what Playwright waits for, in the words of Electron. */
async function run(args: readonly string[]): Promise<void> {
  const command = parseCommand(args);
  if (command.app === undefined) throw new Error('Say which app to run: electron-double <folder>');
  if (command.inspectPort !== undefined) inspector.open(command.inspectPort, '127.0.0.1');

  const appPackage = readAppPackage(command.app);
  const isPackaged = command.switches.includes('--double-packaged');
  const executable = fileURLToPath(import.meta.url);
  state.app = {
    executable,
    appPath: appPackage.folder,
    name: appPackage.name ?? 'Electron',
    version: appPackage.version ?? __ELECTRON_VERSION__,
    isPackaged,
  };
  app.commandLine.add(command.switches);
  becomeMainProcess(executable, args, isPackaged ? command.app : undefined);
  resolveElectron(electron);
  surviveUncaught();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());

  const require = createRequire(import.meta.url);
  for (const file of command.required) require(path.resolve(file));
  if (appPackage.isModule) await import(pathToFileURL(appPackage.main).href);
  else loadMain(appPackage.main);
  await app.start(command.debuggingPort);
}

/**
 * Makes Node's `process` look like that of Electron's main process.
 * @param own the argument that a packaged app does not have: the path of itself
 */
function becomeMainProcess(executable: string, args: readonly string[], own: string | undefined): void {
  process.argv = [executable, ...args.filter((arg) => arg !== own)];
  const define = (name: string, value: unknown) =>
    Object.defineProperty(process, name, { value, enumerable: true });
  define('type', 'browser');
  define('resourcesPath', path.join(path.dirname(executable), 'resources'));
  if (own === undefined) define('defaultApp', true);
  Object.defineProperty(process.versions, 'electron', { value: __ELECTRON_VERSION__, enumerable: true });
}

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error('App threw an error during load');
  console.error(error);
  app.exit(1);
});
