import { collectionFile, environmentsFolder, folderFile } from '../collection-files.ts';

/** What a file is there for, by its name and place alone. */
export type FileRole = 'collection' | 'folder' | 'item' | 'environment';

/** @returns undefined for a file that is none of OpenCollection's. */
export function roleOf(path: string): FileRole | undefined {
  const name = nameOf(path);
  const parent = parentOf(path);
  if (!isYaml(name)) return undefined;
  if (name === collectionFile) return parent === '' ? 'collection' : undefined;
  if (name === folderFile) return parent === '' ? undefined : 'folder';
  return parent === environmentsFolder ? 'environment' : 'item';
}

/** Whether a folder of that name can be part of a collection. */
export function isFolderLookedAt(path: string): boolean {
  const name = nameOf(path);
  return !name.startsWith('.') && name !== 'node_modules' && parentOf(path) !== environmentsFolder;
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** A file's name without `.yml`. */
export function stemOf(path: string): string {
  return nameOf(path).replace(/\.ya?ml$/i, '');
}

function isYaml(name: string): boolean {
  return !name.startsWith('.') && /\.ya?ml$/i.test(name);
}
