import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({
  name: z.string().optional(),
  productName: z.string().optional(),
  version: z.string().optional(),
  main: z.string().optional(),
  type: z.string().optional(),
});

export interface AppPackage {
  /** The app's folder. */
  readonly folder: string;
  /** The script that is its main process. */
  readonly main: string;
  readonly isModule: boolean;
  readonly name: string | undefined;
  readonly version: string | undefined;
}

/**
 * Reads what is to be run.
 * @param app a folder with a package.json, or a script
 * @throws where there is neither
 */
export function readAppPackage(app: string): AppPackage {
  const place = path.resolve(app);
  if (!existsSync(place)) throw new Error(`Unable to find Electron app at ${place}`);
  if (place.endsWith('.asar')) {
    throw new Error(`The Electron double does not read archives: extract ${place} and run the folder`);
  }
  const isFolder = statSync(place).isDirectory();
  const folder = isFolder ? place : path.dirname(place);
  const described = describedBy(folder);
  const main = isFolder ? path.resolve(folder, described.main ?? 'index.js') : place;
  return {
    folder,
    main,
    isModule: main.endsWith('.mjs') || (described.type === 'module' && !main.endsWith('.cjs')),
    name: described.productName ?? described.name,
    version: described.version,
  };
}

/** The package.json of a folder, or of the nearest one above it. */
function describedBy(folder: string): z.infer<typeof packageSchema> {
  const file = path.join(folder, 'package.json');
  if (existsSync(file)) return packageSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const above = path.dirname(folder);
  return above === folder ? {} : describedBy(above);
}
