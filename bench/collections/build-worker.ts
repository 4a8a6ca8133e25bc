import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/** Bundles the thread that reads collections, as the app's build does. */
export async function buildWorker(root: string): Promise<URL> {
  const outDir = path.join(root, 'node_modules/.cache/bench/collections-worker');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: 'src/main/services/collections/reading/worker.ts',
      outDir,
      emptyOutDir: true,
      target: 'node20.19',
      rolldownOptions: { output: { entryFileNames: 'worker.mjs', codeSplitting: false } },
    },
  });
  return pathToFileURL(path.join(outDir, 'worker.mjs'));
}
