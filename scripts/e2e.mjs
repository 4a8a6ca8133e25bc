// npm run test:e2e [-- arguments of `playwright test`]: the tests in a browser, alone.
import { ensureBuilt } from './lib/built.mjs';
import { run } from './lib/processes.mjs';
import { root, toolPath } from './lib/project.mjs';

process.chdir(root);
await ensureBuilt();
const exit = await run(process.execPath, [toolPath('@playwright/test'), 'test', ...process.argv.slice(2)]);
process.exitCode = exit.code;
