import { join } from 'node:path';
import { z } from 'zod';
import { type CollectionId, type EnvironmentId, opaqueId } from '#router/contracts/ids.ts';
import { readOrSetAside } from '../files/read-or-set-aside.ts';
import { LatestFile } from '../files/latest-file.ts';

const fileName = 'collections.json';

const openFolderSchema = z.object({
  id: opaqueId,
  /** An absolute path, without links in it. */
  path: z.string(),
  /** The environment in use. */
  environmentId: opaqueId.nullable().default(null),
});
export type OpenFolder = z.infer<typeof openFolderSchema>;

const fileSchema = z.object({
  open: z.array(openFolderSchema),
  closed: z.array(openFolderSchema).default([]),
});
type Folders = z.infer<typeof fileSchema>;

/** So many folders that were closed keep their ids for when they are opened again. */
const mostClosed = 100;

/** Which folders are open as collections, in their order: in a file of the data folder. */
export class OpenFolders {
  readonly #file: LatestFile<Folders>;

  private constructor(file: LatestFile<Folders>) {
    this.#file = file;
  }

  /**
   * Reads which were open last. A file that can't be read is set aside, never overwritten, and none are open then.
   * Throws the system's error.
   * @param onError told of a file that was set aside
   */
  static async open(dataFolder: string, onError: (error: unknown) => void): Promise<OpenFolders> {
    const path = join(dataFolder, fileName);
    const folders = await readOrSetAside(path, {
      schema: fileSchema,
      words: (aside) =>
        `Which collections were open could not be read, and was set aside as ${aside}, in the data folder. Open them again; their files are not affected.`,
      onError,
    });
    const affected = {
      what: 'it could not be saved which collections are open',
      kept: 'The collections themselves are not affected.',
      then: 'try again',
    };
    return new OpenFolders(
      folders
        ? LatestFile.loaded(path, folders, affected)
        : LatestFile.fresh(path, { open: [], closed: [] }, affected),
    );
  }

  get all(): readonly OpenFolder[] {
    return this.#file.latest.open;
  }

  /** What a folder was known by when it was open last. */
  formerly(path: string): OpenFolder | undefined {
    return this.#file.latest.closed.find((folder) => folder.path === path);
  }

  /** Resolves when it is on the disk; throws a `Failure` of phase `store`, and it is as before. */
  async add(folder: OpenFolder): Promise<void> {
    await this.#change(({ open, closed }) => ({
      open: [...open, folder],
      closed: closed.filter(({ path }) => path !== folder.path),
    }));
  }

  async remove(id: CollectionId): Promise<void> {
    await this.#change(({ open, closed }) => ({
      open: open.filter((folder) => folder.id !== id),
      closed: [...open.filter((folder) => folder.id === id), ...closed].slice(0, mostClosed),
    }));
  }

  async choose(id: CollectionId, environmentId: EnvironmentId | null): Promise<void> {
    await this.#change(({ open, closed }) => ({
      open: open.map((folder) => (folder.id === id ? { ...folder, environmentId } : folder)),
      closed,
    }));
  }

  /** Waits for what is being written. */
  async settled(): Promise<void> {
    await this.#file.settled();
  }

  async #change(change: (folders: Folders) => Folders): Promise<void> {
    const before = this.#file.latest;
    const after = change(before);
    this.#file.set(after);
    try {
      await this.#file.write();
    } catch (cause) {
      if (this.#file.latest === after) this.#file.set(before);
      throw cause;
    }
  }
}
