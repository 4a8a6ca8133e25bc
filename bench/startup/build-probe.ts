import path from 'node:path';
import { buildScripts } from '../build-scripts.ts';

/**
 * Bundles the probe into one CommonJS file, which is what `electron -r` loads.
 * @returns its path
 */
export async function buildProbe(root: string): Promise<string> {
  const outDir = await buildScripts(root, 'startup-probe', {
    input: { probe: path.join(root, 'bench/startup/probe/probe.ts') },
    external: ['electron'],
    output: { format: 'cjs', entryFileNames: '[name].cjs' },
  });
  return path.join(outDir, 'probe.cjs');
}
