import { isDeepStrictEqual } from 'node:util';
import { Changes } from '#body-engine/changes.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { PlaceDefaults, RequestDefaults } from '#router/contracts/defaults.ts';
import type { DefaultsElsewhere } from '#router/contracts/elsewhere.ts';
import type { ItemId } from '#router/contracts/ids.ts';
import type { Services } from '#router/context.ts';
import { editFile } from '../collections/changing/edit-file.ts';
import { folderText } from '../collections/changing/info-text.ts';
import type { CollectionFiles } from '../collections/collection-files.ts';
import {
  type Container,
  containerAt,
  containerFile,
  containerGone,
  isContainer,
} from '../collections/containers.ts';
import { authWords } from '../variables/authorize.ts';
import { type Defaults as GivenDefaults, readDefaults } from '../variables/defaults.ts';
import { unreadable, YamlFiles } from '../variables/yaml-files.ts';
import { defaultsOf, editedDefaults } from './defaults-file.ts';

type Files = Pick<CollectionFiles, 'absolute' | 'node' | 'refresh' | 'onChanged'>;

/** What folders and collections give to the requests in them: read, followed and edited in their files. */
export class Defaults implements Pick<Services['collections'], 'defaults' | 'putDefaults'> {
  readonly #files: Files;
  readonly #yaml: YamlFiles;

  constructor(files: Files) {
    this.#files = files;
    this.#yaml = new YamlFiles(files);
  }

  /** Throws a `Failure`: NOT_FOUND when it is gone, UNPROCESSABLE_CONTENT when its file can't be read. */
  async *defaults(id: ItemId, signal: AbortSignal): AsyncGenerator<PlaceDefaults> {
    const changes = new Changes();
    const { collectionId: own } = containerAt(this.#files, id);
    // Also what is above it counts.
    const stop = this.#files.onChanged(({ collectionId }) => collectionId === own && changes.announce());
    try {
      let told: PlaceDefaults | undefined;
      for (;;) {
        signal.throwIfAborted();
        // Asked for before reading, so that no change in between is missed.
        const changed = changes.next(signal);
        changed.catch(() => undefined);
        const now = await this.#read(containerAt(this.#files, id));
        if (!isDeepStrictEqual(told, now)) {
          told = now;
          yield now;
        }
        await changed;
      }
    } finally {
      stop();
    }
  }

  /**
   * Throws a `Failure`: BAD_REQUEST for a variable that was made secret, NOT_FOUND when the folder or collection is gone,
   * UNPROCESSABLE_CONTENT when its file can't be read or changed, and where the disk refuses.
   */
  async putDefaults(id: ItemId, before: RequestDefaults, after: RequestDefaults): Promise<DefaultsElsewhere> {
    refuseNewSecrets(before, after);
    const container = containerAt(this.#files, id);
    const { kind, name } = container;
    let elsewhere: DefaultsElsewhere = { headers: [], auth: null, variables: [] };
    await editFile(this.#files, containerFile(container), async (text) => {
      if (text === undefined && kind === 'collection') throw containerGone();
      const base = text ?? folderText({ name, seq: undefined });
      const edited = editedDefaults(kind, base, before, after);
      ({ elsewhere } = edited);
      return edited.text === base ? undefined : edited.text;
    });
    return elsewhere;
  }

  async #read(container: Container): Promise<PlaceDefaults> {
    const { id, kind, name } = container;
    const place = containerFile(container);
    const value = await this.#yaml.read(place);
    const inheritedAuth = kind === 'folder' ? await this.#authAbove(container) : '';
    try {
      return { id, kind, name, ...defaultsOf(kind, value), inheritedAuth };
    } catch (cause) {
      throw unreadable(place, cause);
    }
  }

  /** In words. What is above is no reason not to show what is here. */
  async #authAbove({ parentId }: Container): Promise<string> {
    const above = this.#files.node(parentId);
    if (!isContainer(above)) return authWords(undefined, undefined);
    try {
      const { auth } = await this.#given(above);
      if (auth !== undefined) return authWords(auth, above.name);
    } catch (cause) {
      if (cause instanceof Failure) return `Not known: ${cause.message}`;
      throw cause;
    }
    return above.kind === 'folder' ? await this.#authAbove(above) : authWords(undefined, undefined);
  }

  async #given(container: Container): Promise<GivenDefaults> {
    const place = containerFile(container);
    const value = await this.#yaml.read(place);
    try {
      return readDefaults(value);
    } catch (cause) {
      throw unreadable(place, cause);
    }
  }
}

/** A secret's value is kept for an environment. One that the file has already stays. */
function refuseNewSecrets(before: RequestDefaults, after: RequestDefaults): void {
  const known = new Set(before.variables.filter(({ secret }) => secret).map(({ id }) => id));
  const made = after.variables.find(({ id, secret }) => secret && !known.has(id));
  if (made === undefined) return;
  throw new Failure(
    'BAD_REQUEST',
    `“${made.name}” can't be secret here: only environments keep secret variables. Define it in an environment.`,
  );
}
