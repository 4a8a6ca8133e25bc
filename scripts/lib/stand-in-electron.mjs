import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './project.mjs';

/** Electron's fuse wire begins after this text, which stands once in its executable (build/fuses/build.py). */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const wireVersion = 1;

/**
 * The fuses as Electron ships them, in the wire's order: RunAsNode, EnableCookieEncryption,
 * EnableNodeOptionsEnvironmentVariable, EnableNodeCliInspectArguments, EnableEmbeddedAsarIntegrityValidation,
 * OnlyLoadAppFromAsar, LoadBrowserProcessSpecificV8Snapshot, GrantFileProtocolExtraPrivileges, WasmTrapHandlers.
 */
const shippedFuses = '101100011';

/**
 * A folder that electron-builder takes for Electron's for Linux (`--config.electronDist`): packing can be tested where
 * Electron itself is not. Its `electron` runs nothing; it says what it is.
 * @param {string} folder made where it is missing
 */
export function makeStandInElectron(folder) {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8'));
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  mkdirSync(path.join(folder, 'locales'), { recursive: true });
  const wire = `${sentinel}${String.fromCodePoint(wireVersion, shippedFuses.length)}${shippedFuses}`;
  const program = `#!/bin/sh\necho "This stands in for Electron and runs nothing." >&2\nexit 1\n# ${wire}\n`;
  writeFileSync(path.join(folder, 'electron'), program, { mode: 0o755 });
  writeFileSync(path.join(folder, 'chrome-sandbox'), '', { mode: 0o755 });
  writeFileSync(path.join(folder, 'version'), version);
  writeFileSync(path.join(folder, 'LICENSE'), "Electron's licence\n");
  writeFileSync(path.join(folder, 'LICENSES.chromium.html'), "<p>Chromium's licences</p>\n");
  writeFileSync(path.join(folder, 'locales/en-US.pak'), '');
}
