import { collectionFile, environmentsFolder, folderFile } from '../collection-files.ts';

/** What Windows keeps for devices, with whatever ending (learn.microsoft.com: "Naming Files, Paths, and Namespaces"). */
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;

/** What Windows, FAT or macOS does not take within a name, and what nobody can see or type. */
const disliked = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}<>:"/\\|?*]/gu;

/** Systems take 255 with the ending, some encrypted ones 143; Windows has 260 for the whole path. */
const maxBytes = 120;

const numbered = / (?:[2-9]|[1-9]\d+)$/;

/**
 * A file's or folder's name, without an ending, for what a person calls a thing: the same, as far as all file systems take
 * it. Never empty, and never one that means something else.
 */
export function fileNameOf(name: string): string {
  const plain = name.normalize('NFC').replaceAll(disliked, '-');
  // A dot at the begin hides a file; Windows drops dots and blanks at the end.
  const trimmed = shortened(plain.trim().replace(/^\./, '-')).replace(/[. ]+$/, '');
  if (trimmed === '') return 'untitled';
  return devices.test(trimmed) ? trimmed.replace(/^[^.]+/, '$&-') : trimmed;
}

function shortened(name: string): string {
  let bytes = 0;
  let end = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) return name.slice(0, end);
    end += character.length;
  }
  return name;
}

/** Equal for two names that are one on some system: which differ in case, or in how their accents are written. */
export function collisionKey(name: string): string {
  return name.normalize('NFKD').toUpperCase().normalize('NFKD');
}

/** Names within a collection that mean something of their own, or that its reading leaves out. */
const meaningful = [collectionFile, folderFile, environmentsFolder, 'node_modules'].map(collisionKey);

/**
 * The name that is free in a folder: `stem`, else `stem 2`, `stem 3` and so on.
 * @param ending of a file, such as `.yml`; '' for a folder
 * @param taken names of all that is in the folder
 */
export function freeName(stem: string, ending: string, taken: Iterable<string>): string {
  const keys = new Set(meaningful);
  for (const name of taken) keys.add(collisionKey(name));
  for (let number = 1; ; number += 1) {
    const name = `${stem}${number === 1 ? '' : ` ${number}`}${ending}`;
    if (!keys.has(collisionKey(name))) return name;
  }
}

/** Whether a file's name (without its ending) was made of what a person called the thing: then it follows a new one. */
export function isMadeOf(stem: string, name: string): boolean {
  const made = collisionKey(fileNameOf(name));
  return [stem, stem.replace(numbered, '')].some((candidate) => collisionKey(candidate) === made);
}

/** `.yml` of `a.yml`; a folder has none. */
export function endingOf(fileName: string): string {
  return /\.ya?ml$/i.exec(fileName)?.[0] ?? '';
}

/** What a copy is called: `X copy`, else `X copy 2` and so on. */
export function copyName(name: string, taken: Iterable<string>): string {
  const names = new Set(taken);
  for (let number = 1; ; number += 1) {
    const copy = `${name} copy${number === 1 ? '' : ` ${number}`}`;
    if (!names.has(copy)) return copy;
  }
}
