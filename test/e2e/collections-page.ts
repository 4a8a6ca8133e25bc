import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator } from '@playwright/test';
import { ElectronHost } from './hosts/electron-host.ts';
import type { Host } from './hosts/host.ts';
import type { ParleyPage } from './parley-page.ts';

/** The saved requests of a window: its tree, and what is asked of it. */
export class CollectionsPage {
  readonly tree: Locator;
  /** What is told above and below the tree. */
  readonly sidebar: Locator;
  /** A tab says so where its file says something else than it. */
  static readonly unsaved = /has unsaved edits/;

  constructor(
    private readonly host: Host,
    readonly parley: ParleyPage,
  ) {
    const { page } = parley;
    this.sidebar = page.getByRole('navigation', { name: 'Saved requests' });
    this.tree = this.sidebar.getByRole('tree', { name: 'Collections' });
  }

  /** Opens a folder of `host.collectionsFolder` as a collection, and waits until it is in the tree. */
  async open(folder: string, name = folder): Promise<void> {
    const { page } = this.parley;
    const { host } = this;
    if (host instanceof ElectronHost) await host.answerFolderDialog(join(host.collectionsFolder, folder));
    await this.sidebar.getByRole('button', { name: 'Open collection', exact: true }).click();
    if (!(host instanceof ElectronHost)) {
      await page.getByRole('dialog').getByRole('button', { name: folder, exact: true }).click();
    }
    await this.row(name).waitFor();
  }

  /** What a person chooses when the app asks where the folder of a new collection is to be. */
  async chooseFolderForNew(): Promise<void> {
    const { host } = this;
    if (!(host instanceof ElectronHost)) return;
    await mkdir(host.collectionsFolder, { recursive: true });
    await host.answerFolderDialog(host.collectionsFolder);
  }

  /** Makes a collection, and waits until it is in the tree. */
  async create(name: string): Promise<void> {
    const { page } = this.parley;
    await this.chooseFolderForNew();
    await this.sidebar.getByRole('button', { name: 'New collection', exact: true }).click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('button', { name: 'Make collection' }).click();
    await this.row(name).waitFor();
  }

  /** The line of the tree with this name. */
  row(name: string): Locator {
    return this.tree
      .getByRole('treeitem')
      .filter({ has: this.parley.page.getByText(name, { exact: true }) });
  }

  /** Chooses something from the menu of a line. */
  async choose(name: string, command: string): Promise<void> {
    await this.row(name).click({ button: 'right' });
    await this.parley.page.getByRole('menuitem', { name: command }).click();
  }

  /** The names in the tree, in its order, each behind a dot for every level that it is below the top. */
  outline(): Promise<string[]> {
    return this.tree
      .getByRole('treeitem')
      .evaluateAll((rows) =>
        rows.map(
          (row) =>
            '.'.repeat(Number(row.ariaLevel) - 1) + (row.querySelector('.collection-name')?.textContent ?? ''),
        ),
      );
  }
}

/**
 * Writes files as somebody else does it who has a folder in use: an editor, git.
 * @param folder an absolute path; it is made.
 * @param files texts by their places in it
 */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [place, text] of Object.entries(files)) {
    const file = join(folder, place);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** The text of a request's file, as short as it can be. */
export function requestFile(name: string, url: string, seq = 1): string {
  return `info:\n  name: ${name}\n  type: http\n  seq: ${seq}\n\nhttp:\n  method: GET\n  url: ${url}\n`;
}
