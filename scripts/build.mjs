// npm run build: the app as it is used, in out/.
import { build } from './lib/built.mjs';

process.exitCode = await build();
