// npm run bench -- NAME [options]: bundles bench/NAME/main.ts and runs it. Without a name it lists what there is.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { run } from './lib/processes.mjs';
import { root } from './lib/project.mjs';

const folder = path.join(root, 'bench');
const [name = '', ...args] = process.argv.slice(2);
const entry = path.join(folder, name, 'main.ts');

process.chdir(root);
if (name === '' || !existsSync(entry)) {
  const names = readdirSync(folder).filter((child) => existsSync(path.join(folder, child, 'main.ts')));
  console.error(`Usage: npm run bench -- NAME [options]\n\nThere is: ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  const outDir = path.join(root, 'node_modules/.cache/bench', name);
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { ssr: true, outDir, target: 'node20.19', rolldownOptions: { input: entry }, minify: false },
  });
  const { code } = await run(process.execPath, ['--expose-gc', path.join(outDir, 'main.js'), ...args]);
  process.exitCode = code;
}
