import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import { copyDurably } from '../../files/copy-durably.ts';
import { withFolderLock } from '../../files/folder-lock.ts';
import { makeNewFile } from '../../files/make-new.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { type TextFiles, wholeTexts } from '../../files/text-files.ts';
import { type CollectionFiles, type FilePlace, folderFile, type TreeNode } from '../collection-files.ts';
import { nameOf, parentOf } from '../reading/file-roles.ts';
import type { ChangeUnderWay } from './change-under-way.ts';
import { copyName, endingOf, fileNameOf, isMadeOf } from './file-names.ts';
import { inFreePlace } from './free-place.ts';
import { folderText, withInfo } from './info-text.ts';
import type { Ordering } from './ordering.ts';
import { isFileThere } from './steps.ts';

export interface Duplicating {
  readonly files: CollectionFiles;
  /** How the files of requests are read and written. */
  readonly texts: TextFiles;
  readonly ordering: Ordering;
  readonly change: ChangeUnderWay;
}

interface CopyInfo {
  readonly name: string;
  readonly seq: number | undefined;
}

/** Makes a copy of an item right behind it, a folder's with all that is in it. @returns where it is. */
export async function duplicateOf(
  node: TreeNode,
  { files, texts, ordering, change }: Duplicating,
): Promise<FilePlace> {
  const parent = { collectionId: node.collectionId, path: parentOf(node.path) };
  const fileName = nameOf(node.path);
  const ending = node.kind === 'folder' ? '' : endingOf(fileName);
  const stem = fileName.slice(0, fileName.length - ending.length);
  const siblings = files.children(node.parentId);
  const isBroken = node.kind === 'broken';
  const name = copyName(
    isBroken ? stem : node.name,
    siblings.map((sibling) => sibling.name),
  );
  const wanted = { stem: isBroken || isMadeOf(stem, node.name) ? fileNameOf(name) : `${stem} copy`, ending };

  const folder = siblings.find(({ id }) => id === node.id);
  const group = siblings.filter((sibling) => isOrderedWith(sibling, node) && ordering.canBeNumbered(sibling));
  const at = folder === undefined ? -1 : group.indexOf(folder);
  const items = at === -1 ? [] : group.toSpliced(at + 1, 0, { ...node, name, seq: undefined });
  const numbers = ordering.numbers(items, at + 1);
  const info = { name, seq: numbers[at + 1] };

  const place = await inFreePlace(files, parent, wanted, (free) =>
    copyTo(files.absolute(free), files.absolute(node), { node, info, texts, signal: change.signal }),
  );
  change.made(place);
  const others = items.map((item, index) => (index === at + 1 ? { ...item, seq: numbers[index] } : item));
  await ordering.write(change, others, numbers);
  return place;
}

function isOrderedWith(one: TreeNode, other: TreeNode): boolean {
  return (one.kind === 'folder') === (other.kind === 'folder');
}

interface CopyTo {
  readonly node: TreeNode;
  readonly info: CopyInfo;
  readonly texts: TextFiles;
  readonly signal: AbortSignal;
}

async function copyTo(target: string, source: string, copying: CopyTo): Promise<void> {
  const { node, info, texts, signal } = copying;
  if (node.kind === 'request' || (node.kind === 'other' && node.type !== 'script')) {
    await makeNewFile(target, withInfo(await texts.read(source, signal), known(info)), signal, texts);
    return;
  }
  await using copy = await copyDurably(source, dirname(target), signal);
  if (node.kind === 'folder') await describe(copy.path, basename(target), info, signal);
  await withFolderLock(dirname(target), signal, () => copy.publish(basename(target)));
}

/** Says in a folder's `folder.yml` what the copy is called. A folder without one gets it where its own name does not say it. */
async function describe(
  folder: string,
  folderName: string,
  info: CopyInfo,
  signal: AbortSignal,
): Promise<void> {
  const path = join(folder, folderFile);
  if (await isFileThere(path)) {
    await refuseLink(path);
    const expected = await wholeTexts.read(path);
    await replaceFile(path, { expected, text: withInfo(expected, known(info)), signal });
  } else if (info.seq !== undefined || info.name !== folderName) {
    await makeNewFile(path, folderText(info), signal);
  }
}

/** What it leads to is not the copy's: it may even be outside of the collection. */
async function refuseLink(path: string): Promise<void> {
  if (!(await lstat(path)).isSymbolicLink()) return;
  const name = basename(path);
  throw new Failure(
    'PRECONDITION_FAILED',
    `The folder's ${name} is a link, so the folder can't be duplicated. Put the file itself in the link's place.`,
    { phase: 'store', file: name },
  );
}

/** Without a number where it needs none: the original has none either. */
function known({ name, seq }: CopyInfo): { name: string; seq?: number } {
  return seq === undefined ? { name } : { name, seq };
}
