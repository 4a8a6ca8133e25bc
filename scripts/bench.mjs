// npm run bench -- NAME [options]: bundles bench/NAME/main.ts and runs it. Without a name it lists what there is.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/project.mjs';
import { runTypeScript } from './lib/run-typescript.mjs';

const folder = path.join(root, 'bench');
const [name = '', ...args] = process.argv.slice(2);

if (name === '' || !existsSync(path.join(folder, name, 'main.ts'))) {
  const names = readdirSync(folder).filter((child) => existsSync(path.join(folder, child, 'main.ts')));
  console.error(`Usage: npm run bench -- NAME [options]\n\nThere is: ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  process.exitCode = await runTypeScript(`bench/${name}/main.ts`, args);
}
