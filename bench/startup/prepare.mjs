// Builds what the bench starts, where that is needed, and tells its parent process where it is. A process of its own,
// since the bench is bundled elsewhere and the builders go by where they stand.
import { ensureBuilt } from '../../scripts/lib/built.mjs';
import { ensureElectronDouble } from '../../scripts/lib/electron-double.mjs';

await ensureBuilt();
const double = await ensureElectronDouble();
process.send?.({ double, chromium: process.env['PARLEY_CHROMIUM'] });
