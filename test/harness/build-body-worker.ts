import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the built thread that reads bodies. */
    bodyWorker: string;
    /** The address of the built thread that reads collections. */
    collectionsWorker: string;
    /** A folder that goes when the run ends, for what its files of tests share. */
    runFolder: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds the threads that read bodies and collections as the app's own build does, once for a run of the tests, since a
 * thread of Node's takes no TypeScript.
 * @returns what removes it again.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cache = join(root, 'node_modules/.cache/body-worker');
  await mkdir(cache, { recursive: true });
  // Of its own: another run may be under way.
  const folder = await mkdtemp(join(cache, 'run-'));
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
