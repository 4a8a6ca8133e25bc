// npm run screenshots: the README's pictures, taken of the built app.
import { runTypeScript } from './lib/run-typescript.mjs';

process.exitCode = await runTypeScript('test/screenshots/main.ts', process.argv.slice(2));
