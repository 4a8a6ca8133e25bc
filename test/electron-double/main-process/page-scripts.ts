import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { CdpSession } from '../chromium/connection.ts';
import { sendBinding, worldName } from './renderer-link.ts';

export interface PreloadOptions {
  readonly preload: string | undefined;
  readonly additionalArguments: readonly string[];
}

/** The function by which a document tells its title; Chromium tells nobody of it. */
export const titleBinding = '__electronDoubleTitle';
const titleWatcher = `
  const tell = globalThis.${titleBinding};
  delete globalThis.${titleBinding};
  let last = '';
  const look = () => {
    if (document.title === last) return;
    last = document.title;
    tell(last);
  };
  document.addEventListener('DOMContentLoaded', () => {
    look();
    if (document.head) new MutationObserver(look).observe(document.head, { subtree: true, childList: true, characterData: true });
  });`;

/** The bundles of renderer/, which lie beside the double's own. */
const bridgeSource = bundle('bridge.js');
const agentSource = bundle('agent.js');

function bundle(name: string): () => string {
  let source: string | undefined;
  return () => (source ??= readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8'));
}

/**
 * Has the context bridge, the agent and the preload run in every new document of a page, before its own scripts. Main
 * frames only, as Electron without `nodeIntegrationInSubFrames`.
 * @param isPopup a popup of the same origin keeps the window object of its first, empty document: there too, then.
 * @returns when Chromium has them. Not to be awaited before the page is let go: a page that is held may not answer.
 */
export async function installPageScripts(
  session: CdpSession,
  options: PreloadOptions,
  isPopup: boolean,
): Promise<void> {
  const handshake = `handshake-${randomUUID()}`;
  const installed: Promise<unknown>[] = [
    session.send('Runtime.addBinding', { name: sendBinding, executionContextName: worldName }),
  ];
  const addScript = (source: string, world?: string) => {
    const script = { source, runImmediately: isPopup, ...(world !== undefined && { worldName: world }) };
    installed.push(session.send('Page.addScriptToEvaluateOnNewDocument', script));
  };
  const inMainFrame = (condition: string, source: string) =>
    `(() => { if (window.top === window${condition}) {\n${source}\n} })();`;

  installed.push(session.send('Runtime.addBinding', { name: titleBinding, executionContextName: worldName }));
  addScript(inMainFrame(` && typeof ${titleBinding} === 'function'`, titleWatcher), worldName);
  addScript(
    inMainFrame(
      '',
      `${bridgeSource()}\n__electronDoubleBridge.createBridge('main', ${JSON.stringify(handshake)});`,
    ),
  );
  const config = {
    handshake,
    process: preloadProcess(options.additionalArguments),
    preloadPath: options.preload ?? null,
  };
  addScript(
    inMainFrame(
      // Where a script of this world comes a second time to the same document, the binding is taken.
      ` && typeof ${sendBinding} === 'function'`,
      `${agentSource()}\n__electronDouble(${JSON.stringify(config)});`,
    ),
    worldName,
  );
  if (options.preload !== undefined) addScript(wrappedPreload(options.preload), worldName);
  const paths = options.preload === undefined ? [] : [options.preload];
  addScript(`globalThis.__electronDoublePreload?.done(${JSON.stringify(paths)});`, worldName);
  await Promise.all(installed);
}

/** The function that Electron wraps around a sandboxed preload. */
function wrappedPreload(file: string): string {
  const parameters = 'require, process, Buffer, global, setImmediate, clearImmediate, exports, module';
  return `globalThis.__electronDoublePreload?.run(${JSON.stringify(file)}, function (${parameters}) {${sourceOf(file)}
});
//# sourceURL=${pathToFileURL(file).href}`;
}

/** Where the preload can't be read, the page has to hear of it, as in Electron. */
function sourceOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    return `throw new Error(${JSON.stringify(cause instanceof Error ? cause.message : String(cause))});`;
  }
}

/** What a sandboxed preload sees of `process`. */
function preloadProcess(additionalArguments: readonly string[]): Record<string, unknown> {
  return {
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    isMainFrame: true,
    platform: process.platform,
    arch: process.arch,
    pid: 0,
    env: { ...process.env },
    argv: [process.execPath, '--type=renderer', ...additionalArguments],
    execPath: process.execPath,
    versions: { ...process.versions },
  };
}
