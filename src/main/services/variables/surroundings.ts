import { realpath } from 'node:fs/promises';
import { Failure } from '#router/contracts/failure.ts';
import type { CollectionId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { Variable } from '#router/contracts/variable.ts';
import {
  type CollectionFiles,
  collectionFile,
  type FilePlace,
  folderFile,
  type TreeNode,
} from '../collections/collection-files.ts';
import type { SecretFile, SecretStore } from '../secrets/secret-store.ts';
import { type Defaults, readDefaults, readEnvironment } from './defaults.ts';
import type { ScopeLayer, VariableSource } from './scope.ts';
import { unreadable, YamlFiles } from './yaml-files.ts';

/** What a request is sent with besides what it says itself. */
export interface Surroundings {
  /** What counts most comes first: the request itself, folders from within, the environment in use, the collection. */
  readonly layers: readonly ScopeLayer[];
  /** Folders from within, then the collection. */
  readonly defaults: readonly Defaults[];
  /** Files that could not be read, each with the reason. What they say is missing above. */
  readonly failures: readonly Failure[];
}

export interface SurroundingsOptions {
  readonly files: Pick<
    CollectionFiles,
    'absolute' | 'node' | 'idAt' | 'collection' | 'environments' | 'whenRead'
  >;
  readonly secrets: Pick<SecretStore, 'get'>;
}

/** Reads what stands around a request in its collection. */
export class SurroundingsReader {
  readonly #files: SurroundingsOptions['files'];
  readonly #secrets: SurroundingsOptions['secrets'];
  readonly #yaml: YamlFiles;

  constructor({ files, secrets }: SurroundingsOptions) {
    this.#files = files;
    this.#secrets = secrets;
    this.#yaml = new YamlFiles(files);
  }

  /**
   * @param request left out for what stands around all requests of a folder or collection.
   * @param place of the request's file, or of the one that says what the folder gives; undefined for a request that belongs to
   * no collection.
   * @param signal ends waiting for a collection that is still being read.
   * Throws a `Failure` NOT_FOUND where the collection is not open, and the signal's reason.
   */
  async of(
    request: HttpRequest | undefined,
    place: FilePlace | undefined,
    signal?: AbortSignal,
  ): Promise<Surroundings> {
    const failures: Failure[] = [];
    // Just after the start, the environment in use may not have been seen yet.
    if (place !== undefined) await this.#files.whenRead(place.collectionId, signal);
    const name = place === undefined ? '' : (this.#files.node(this.#files.idAt(place))?.name ?? '');
    const own = request ? [await this.#layer('request', name, request.variables, place)] : [];
    if (place === undefined) return { layers: own, defaults: [], failures };
    const { collectionId } = place;
    const folders = await Promise.all(
      foldersAbove(place.path).map((path) => this.#folder({ collectionId, path }, failures)),
    );
    const collection = await this.#collection(collectionId, failures);
    const environment = await this.#environmentInUse(collectionId, failures);
    return {
      layers: [...own, ...folders.map(({ layer }) => layer), ...environment, collection.layer],
      defaults: [...folders.map(({ defaults }) => defaults), collection.defaults],
      failures,
    };
  }

  async #folder(place: FilePlace, failures: Failure[]) {
    const file = { ...place, path: `${place.path}/${folderFile}` };
    const name = this.#files.node(this.#files.idAt(place))?.name ?? lastOf(place.path);
    return await this.#withDefaults('folder', name, file, failures);
  }

  async #collection(collectionId: CollectionId, failures: Failure[]) {
    const name = this.#files.collection(collectionId)?.name ?? '';
    return await this.#withDefaults('collection', name, { collectionId, path: collectionFile }, failures);
  }

  async #withDefaults(source: VariableSource, name: string, place: FilePlace, failures: Failure[]) {
    const defaults = await this.#read(place, readDefaults, failures);
    return { defaults, layer: await this.#layer(source, name, defaults.variables, place) };
  }

  /** The environment in use, then the one that it extends, and so on. */
  async #environmentInUse(collectionId: CollectionId, failures: Failure[]): Promise<ScopeLayer[]> {
    const layers: ScopeLayer[] = [];
    const seen = new Set<TreeNode>();
    const inUse = this.#files.collection(collectionId)?.environmentId ?? undefined;
    let node = inUse === undefined ? undefined : this.#files.node(inUse);
    while (node && !seen.has(node)) {
      seen.add(node);
      const { variables, extends: parent } = await this.#read(node, readEnvironment, failures);
      layers.push(await this.#layer('environment', node.name, variables, node));
      node = this.#files.environments(collectionId).find(({ name }) => name === parent);
    }
    return layers;
  }

  /** A file that can't be read says nothing, and its failure is told. */
  async #read<TContent>(
    place: FilePlace,
    read: (value: unknown) => TContent,
    failures: Failure[],
  ): Promise<TContent> {
    const value = await this.#yaml.read(place).catch((cause: unknown) => tell(cause, failures));
    try {
      return read(value);
    } catch (cause) {
      tell(unreadable(place, cause), failures);
      return read(undefined);
    }
  }

  async #layer(
    source: VariableSource,
    sourceName: string,
    variables: readonly Variable[],
    place: FilePlace | undefined,
  ): Promise<ScopeLayer> {
    const secrets = new Map<string, string | null | Failure>();
    const names = variables.filter(({ secret, enabled }) => secret && enabled).map(({ name }) => name.trim());
    if (place !== undefined && names.length > 0) {
      const file = await secretFileOf(this.#files, place);
      for (const name of names) {
        const secret = await this.#secrets.get(file, name);
        if (secret.state === 'set') secrets.set(name, secret.value);
        else if (secret.state === 'unreadable') secrets.set(name, secret.reason ?? null);
      }
    }
    return { source, sourceName, variables, secrets };
  }
}

/** How the store of secrets knows a file of a collection, wherever its folder is reached from. */
export async function secretFileOf(
  files: Pick<CollectionFiles, 'absolute'>,
  { collectionId, path }: FilePlace,
): Promise<SecretFile> {
  const folder = files.absolute({ collectionId, path: '' });
  // A folder that is gone for now keeps its secrets under the name that it has.
  return { folder: await realpath(folder).catch(() => folder), path };
}

/** `a/b` and `a` of `a/b/c.yml`. */
function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function tell(cause: unknown, failures: Failure[]): undefined {
  if (!(cause instanceof Failure)) throw cause;
  failures.push(cause);
}
