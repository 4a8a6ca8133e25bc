import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** The built app's thread that reads collections. Throws where the app is not built. */
export function builtWorker(): URL {
  const url = pathToFileURL('out/main/collections-worker.js');
  if (!existsSync(url)) throw new Error('There is no built app. Run npm run build first.');
  return url;
}
