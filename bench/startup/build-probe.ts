import path from 'node:path';
import { build } from 'vite';

/**
 * Bundles the probe into one CommonJS file, which is what `electron -r` loads.
 * @returns its path
 */
export async function buildProbe(root: string): Promise<string> {
  const outDir = path.join(root, 'node_modules/.cache/bench/startup-probe');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20.19',
      minify: false,
      rolldownOptions: {
        input: { probe: path.join(root, 'bench/startup/probe/probe.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  });
  return path.join(outDir, 'probe.cjs');
}
