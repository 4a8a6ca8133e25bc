import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { temporaryFolder } from './support.ts';

/** The scripts beside this file that tests run as processes of their own. */
export type TestProcess =
  | 'typing-process'
  | 'saving-process'
  | 'lock-process'
  | 'logging-process'
  | 'busy-worker'
  | 'folder-lock-process'
  | 'replacing-process';

/**
 * Bundles a script with all that it imports into one file, as the app's own build does, so that plain Node can run it.
 * @returns the bundle's path. It goes when the test is finished.
 */
export async function bundle(script: TestProcess): Promise<string> {
  const folder = await temporaryFolder();
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL(`./${script}.ts`, import.meta.url)),
      outDir: folder,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'bundle.mjs', codeSplitting: false } },
    },
  });
  return join(folder, 'bundle.mjs');
}
