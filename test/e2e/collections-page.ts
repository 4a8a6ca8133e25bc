import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect, type Locator } from '@playwright/test';
import { ElectronHost } from './hosts/electron-host.ts';
import type { Host } from './hosts/host.ts';
import type { ParleyPage } from './parley-page.ts';

/** The saved requests of a window: its tree, and what is asked of it. */
export class CollectionsPage {
  readonly tree: Locator;
  /** What is told above and below the tree. */
  readonly sidebar: Locator;

  constructor(
    private readonly host: Host,
    readonly parley: ParleyPage,
  ) {
    const { page } = parley;
    this.sidebar = page.getByRole('navigation', { name: 'Saved requests' });
    this.tree = this.sidebar.getByRole('tree', { name: 'Collections' });
  }

  /**
   * Opens a collection `Shop` in the way that the host has for it, and waits until the tree shows what is in it.
   * @param files what is in it, as `writeFiles` takes it
   * @returns its folder, which no other test has
   */
  async open(files: Readonly<Record<string, string>>): Promise<string> {
    const { host, parley } = this;
    const folder = join(host.collectionsFolder, `shop-${randomUUID()}`);
    await writeFiles(folder, { 'opencollection.yml': collectionFile, ...files });
    if (host instanceof ElectronHost) await host.answerFolderDialog(folder);
    await this.sidebar.getByRole('button', { name: 'Open collection', exact: true }).click();
    if (!(host instanceof ElectronHost)) {
      const offered = parley.page.getByRole('dialog', { name: 'Open a collection' });
      await offered.getByRole('button', { name: basename(folder) }).click();
    }
    await this.expand('Shop');
    return folder;
  }

  /** Closes all collections, for an app that goes on. */
  async close(): Promise<void> {
    const rows = this.tree.getByRole('treeitem').and(this.tree.locator('[aria-level="1"]'));
    while ((await rows.count()) > 0) {
      const [name = ''] = await this.outline();
      await this.choose(name, 'Close collection');
      await this.sidebar.getByText(`“${name}” closed.`).waitFor();
      await expect(this.row(name)).toBeHidden();
    }
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
    return this.tree.getByRole('treeitem').filter({ has: this.parley.page.getByText(name, { exact: true }) });
  }

  /** Chooses something from the menu of a line. */
  async choose(name: string, command: string): Promise<void> {
    await this.row(name).click({ button: 'right' });
    await this.parley.page.getByRole('menuitem', { name: command }).click();
  }

  /** Sees to it that the tree shows what is in a collection or folder. */
  async expand(name: string): Promise<void> {
    const row = this.row(name);
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
    await expect(row).toHaveAttribute('aria-expanded', 'true');
  }

  /** Opens what a line stands for, and waits until it is on the screen. */
  async show(name: string): Promise<void> {
    await this.row(name).click();
    await this.waitUntilShown(name);
  }

  /** The request of this name is the one that is edited. */
  async waitUntilShown(name: string): Promise<void> {
    await expect(this.row(name)).toHaveAttribute('aria-current', 'true');
    await this.parley.waitUntilReady();
  }

  /** What a bar above the request says. */
  bar(words: string): Locator {
    return this.parley.page.getByRole('status').filter({ hasText: words });
  }

  /** Presses a button of such a bar, or of a dialog. */
  async press(button: string): Promise<void> {
    await this.parley.page.getByRole('button', { name: button, exact: true }).click();
  }

  /** Saves by its key, and waits until the file says what the tab does. */
  async save(): Promise<void> {
    await this.parley.page.keyboard.press('ControlOrMeta+s');
    await this.waitUntilClean();
  }

  /** The tab that is shown says that there is something that its file does not say. */
  async waitUntilUnsaved(): Promise<void> {
    await expect(this.parley.activeTab).toHaveAccessibleName(/, has unsaved edits$/);
  }

  /** Nothing is to be told of the tab that is shown: its edits are in its file. */
  async waitUntilClean(): Promise<void> {
    await expect(this.parley.activeTab).toHaveAccessibleName(/^[^,]+$/);
  }

  /** The names in the tree, in its order, each behind a dot for every level that it is below the top. */
  outline(): Promise<string[]> {
    return this.tree
      .getByRole('treeitem')
      .evaluateAll((rows) =>
        rows.map(
          (row) =>
            '.'.repeat(Number(row.ariaLevel) - 1) +
            (row.querySelector('.collection-name')?.textContent ?? ''),
        ),
      );
  }
}

const collectionFile = 'opencollection: 1.0.0\n\ninfo:\n  name: Shop\n';

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
export function requestFile(name: string, seq = 1, url = 'http://127.0.0.1/'): string {
  return `info:\n  name: ${name}\n  type: http\n  seq: ${seq}\n\nhttp:\n  method: GET\n  url: ${url}\n`;
}

/** The text of a folder's own file. */
export function folderFile(name: string, seq: number): string {
  return `info:\n  name: ${name}\n  type: folder\n  seq: ${seq}\n`;
}
