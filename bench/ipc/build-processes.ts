import path from 'node:path';
import { buildScripts } from '../build-scripts.ts';
import type { ProcessScripts } from './processes/process-pair.ts';

/**
 * Bundles the two processes, as an app's build would bundle its main and its window. `electron` is the look-alike,
 * for the peers' code too; each contender keeps the copy of tRPC that stands beside it.
 */
export async function buildProcesses(root: string): Promise<ProcessScripts> {
  const folder = path.join(root, 'bench/ipc/processes');
  const outDir = await buildScripts(root, 'ipc-processes', {
    input: {
      main: path.join(folder, 'main-process.ts'),
      window: path.join(folder, 'window-process.ts'),
    },
    external: ['ws', 'zod'],
    alias: { electron: path.join(root, 'bench/ipc/electron/index.ts') },
  });
  return { main: path.join(outDir, 'main.js'), window: path.join(outDir, 'window.js') };
}
