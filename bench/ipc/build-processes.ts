import path from 'node:path';
import { build } from 'vite';
import type { ProcessScripts } from './processes/process-pair.ts';

/**
 * Bundles the two processes, as an app's build would bundle its main and its window. `electron` is the look-alike,
 * for the peers' code too; each contender keeps the copy of tRPC that stands beside it.
 */
export async function buildProcesses(root: string): Promise<ProcessScripts> {
  const folder = path.join(root, 'bench/ipc/processes');
  const outDir = path.join(root, 'node_modules/.cache/bench/ipc-processes');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { electron: path.join(root, 'bench/ipc/electron/index.ts') } },
    ssr: { noExternal: true, external: ['ws', 'zod'] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20.19',
      minify: false,
      rolldownOptions: {
        input: {
          main: path.join(folder, 'main-process.ts'),
          window: path.join(folder, 'window-process.ts'),
        },
      },
    },
  });
  return { main: path.join(outDir, 'main.js'), window: path.join(outDir, 'window.js') };
}
