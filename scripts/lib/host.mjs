import { pathToFileURL } from 'node:url';
import { serveEntry } from './project.mjs';

/**
 * Runs the browser host in this process, as `node out/main/serve.js …` would: signals and exit code are its own.
 * @param {readonly string[]} args
 */
export async function serveHere(args) {
  process.argv = [process.execPath, serveEntry, ...args];
  await import(pathToFileURL(serveEntry).href);
}
