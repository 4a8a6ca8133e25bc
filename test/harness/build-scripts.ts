import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { scriptsOfTests } from './scripts-of-tests.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the built thread that reads bodies. */
    bodyWorker: string;
    /** The address of the built thread that reads collections. */
    collectionsWorker: string;
    /** A folder that goes when the run ends. The built scripts are in it. */
    runFolder: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds the threads that read bodies and collections, and what else tests run in threads and processes of their own, as the
 * app's own build does: plain Node takes no TypeScript. Once for a run, and all together, since they share most modules.
 * @returns what removes it again.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-scripts-'));
  // A test runs a script as another user.
  await chmod(folder, 0o755);
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      target: 'node20.19',
      rolldownOptions: {
        input: {
          worker: 'src/body-engine/worker/worker.ts',
          'collections-worker': 'src/main/services/collections/reading/worker.ts',
          ...scriptsOfTests,
        },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  project.provide('runFolder', folder);
  project.provide('bodyWorker', pathToFileURL(join(folder, 'worker.mjs')).href);
  project.provide('collectionsWorker', pathToFileURL(join(folder, 'collections-worker.mjs')).href);
  return () => rm(folder, { recursive: true, force: true });
}
