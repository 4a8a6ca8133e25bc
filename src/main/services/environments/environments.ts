import { isDeepStrictEqual } from 'node:util';
import { Changes } from '#body-engine/changes.ts';
import type { RowElsewhere } from '#router/contracts/elsewhere.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { CollectionId, DraftId, EnvironmentId, ItemId, UndoId } from '#router/contracts/ids.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import type {
  Environment,
  KeptSecret,
  ScopeOf,
  SecretStorage,
  Variable,
  VariableScope,
} from '#router/contracts/variable.ts';
import type { Services } from '#router/context.ts';
import { copyName } from '../collections/changing/file-names.ts';
import type { CollectionFiles, FilePlace, TreeNode } from '../collections/collection-files.ts';
import { containerAt, containerFile } from '../collections/containers.ts';
import { Turns } from '../files/turns.ts';
import type { SecretFile, SecretStore } from '../secrets/secret-store.ts';
import type { DraftPlaces } from '../variables/request-preparer.ts';
import { viewOf } from '../variables/scope-view.ts';
import { secretFileOf, SurroundingsReader } from '../variables/surroundings.ts';
import { unreadable } from '../variables/yaml-files.ts';
import {
  editedEnvironment,
  newEnvironment,
  readEnvironmentText,
  renamedEnvironment,
} from './environment-file.ts';
import { cannotChange, EnvironmentFolder } from './environment-folder.ts';

/** What drafts say now. */
export interface DraftRequests extends DraftPlaces {
  /** Undefined for a draft that is not known (yet). */
  request(id: DraftId): HttpRequest | undefined;
  /** Calls with each draft whose request or place has changed. @returns stops the calls. */
  onChanged(listener: (id: DraftId) => void): () => void;
}

export interface EnvironmentsOptions {
  readonly files: CollectionFiles;
  readonly secrets: SecretStore;
  readonly drafts: DraftRequests;
  /** Remembers the environment in use, over restarts. */
  readonly choose: (collectionId: CollectionId, id: EnvironmentId | null) => Promise<void>;
  /** Puts its file into Parley's bin. */
  readonly remove: (id: EnvironmentId) => Promise<{ undoId: UndoId }>;
}

type EnvironmentService = Services['environments'];

/** The environments of all collections, and what their variables are to drafts. */
export class Environments implements EnvironmentService {
  readonly #options: EnvironmentsOptions;
  readonly #folder: EnvironmentFolder;
  readonly #surroundings: SurroundingsReader;
  /** Called when something changes that no file says: which environment is in use, and secrets. */
  readonly #listeners = new Set<() => void>();
  readonly #turns = new Turns();

  constructor(options: EnvironmentsOptions) {
    this.#options = options;
    this.#folder = new EnvironmentFolder(options.files);
    this.#surroundings = new SurroundingsReader(options);
  }

  async choose(collectionId: CollectionId, id: EnvironmentId | null): Promise<void> {
    if (id !== null) this.#node(id);
    await this.#options.choose(collectionId, id);
    this.#announce();
  }

  /** Throws a `Failure` CONFLICT where the collection has one of that name, as the other methods that name one do. */
  async create(collectionId: CollectionId, name: string): Promise<EnvironmentId> {
    this.#requireFree(collectionId, name);
    const place = await this.#folder.create(collectionId, name, newEnvironment(name));
    return this.#options.files.idAt(place);
  }

  /** Its file is renamed with it, where it was named after it; then it has another id. Its secrets go with it. */
  async rename(id: EnvironmentId, name: string): Promise<EnvironmentId> {
    using _turn = await this.#turn(id);
    const node = this.#node(id);
    if (node.name === name) return id;
    this.#requireFree(node.collectionId, name, id);
    await this.#folder.change(node, async (text) => renamedEnvironment(text, name));
    const wasInUse = this.#options.files.collection(node.collectionId)?.environmentId === id;
    const { secrets, files } = this.#options;
    const before = await this.#secretFile(node);
    const moved = await this.#folder.follow(node, [node.name, name], async (to) =>
      secrets.copy(before, await this.#secretFile(to)),
    );
    const newId = files.idAt(moved);
    if (newId === id) return id;
    if (wasInUse) await this.choose(node.collectionId, newId);
    await secrets.forget(before);
    this.#announce();
    return newId;
  }

  async duplicate(id: EnvironmentId): Promise<EnvironmentId> {
    const node = this.#node(id);
    const others = this.#options.files.environments(node.collectionId);
    const name = copyName(
      node.name,
      others.map((other) => other.name),
    );
    const text = copied(node, await this.#folder.text(node), name);
    const copy = await this.#folder.create(node.collectionId, name, text);
    await this.#options.secrets.copy(await this.#secretFile(node), await this.#secretFile(copy));
    this.#announce();
    return this.#options.files.idAt(copy);
  }

  /** Its secrets stay, for when it is brought back. */
  async remove(id: EnvironmentId): Promise<{ undoId: UndoId }> {
    using _turn = await this.#turn(id);
    const { undoId } = await this.#options.remove(this.#node(id).id);
    return { undoId };
  }

  /** Throws a `Failure`: NOT_FOUND when it is gone, UNPROCESSABLE_CONTENT when its file can't be read. */
  async *watch(id: EnvironmentId, signal: AbortSignal): AsyncGenerator<Environment> {
    const own = this.#node(id).collectionId;
    const isItsFile = (collectionId: CollectionId) => collectionId === own;
    yield* this.#following(() => this.#read(this.#node(id)), { isItsFile }, signal);
  }

  async put(
    id: EnvironmentId,
    before: readonly Variable[],
    after: readonly Variable[],
  ): Promise<RowElsewhere<Variable>[]> {
    using _turn = await this.#turn(id);
    const node = this.#node(id);
    const { secrets } = this.#options;
    const file = await this.#secretFile(node);
    let removed: ReadonlySet<string> = new Set();
    let elsewhere: RowElsewhere<Variable>[] = [];
    await this.#folder.change(node, async (text) => {
      const edit = editedEnvironment(text, before, after);
      // A value leaves the file when it is safe where it goes.
      await secrets.copyNames(file, edit.renamed);
      await secrets.put(file, edit.secrets);
      // A line that was deleted and comes back has its value, as long as this process runs.
      await secrets.bringBack(file, edit.added);
      ({ removed, elsewhere } = edit);
      return edit.text;
    });
    await secrets.takeOut(file, removed);
    this.#announce();
    return elsewhere;
  }

  async putSecret(
    id: EnvironmentId,
    name: string,
    value: string | null,
    before?: string | null,
  ): Promise<KeptSecret> {
    // Behind the put that makes its variable a secret, which may bring the store a value of the file.
    using _turn = await this.#turn(id);
    const { secrets } = this.#options;
    const file = await this.#secretFile(this.#node(id));
    const now = await secrets.get(file, name.trim());
    const mark = now.state === 'set' ? secrets.markOf(file, name.trim()) : null;
    const isSame = value === (now.state === 'set' ? now.value : null);
    // Encrypted anew, it would look like another one to who has the mark.
    if (isSame) return { isKept: true, mark };
    if (before !== undefined && before !== mark) return { isKept: false, mark };
    await secrets.put(file, new Map([[name.trim(), value]]));
    this.#announce();
    return { isKept: true, mark: secrets.markOf(file, name.trim()) };
  }

  /** Throws a `Failure`: NOT_FOUND where it has no value here, PRECONDITION_FAILED where it can't be decrypted here. */
  async revealSecret(id: EnvironmentId, name: string): Promise<string> {
    const secret = await this.#options.secrets.get(await this.#secretFile(this.#node(id)), name.trim());
    if (secret.state === 'set') return secret.value;
    if (secret.state === 'none')
      throw new Failure('NOT_FOUND', `The secret variable “${name}” has no value on this computer. Type it.`);
    if (secret.state === 'unreadable' && secret.reason) throw secret.reason;
    throw new Failure(
      'PRECONDITION_FAILED',
      `The value of “${name}” can't be decrypted on this computer: its key is another one or gone. Type it again.`,
    );
  }

  secretStorage(): SecretStorage {
    return this.#options.secrets.storage;
  }

  /** Throws a `Failure` NOT_FOUND where the folder or collection is gone, and the signal's reason. */
  async *scope(of: ScopeOf, signal: AbortSignal): AsyncGenerator<VariableScope> {
    if ('draftId' in of) yield* this.#scopeOfDraft(of.draftId, signal);
    else yield* this.#scopeOfContainer(of.itemId, signal);
  }

  async *#scopeOfContainer(id: ItemId, signal: AbortSignal): AsyncGenerator<VariableScope> {
    const { files } = this.#options;
    const own = containerAt(files, id).collectionId;
    const read = async () =>
      viewOf((await this.#surroundings.of(undefined, containerFile(containerAt(files, id)))).layers);
    yield* this.#following(read, { isItsFile: (collectionId) => collectionId === own }, signal);
  }

  async *#scopeOfDraft(draftId: DraftId, signal: AbortSignal): AsyncGenerator<VariableScope> {
    const { drafts, files } = this.#options;
    const read = async () => {
      const request = drafts.request(draftId) ?? emptyRequest();
      const place = drafts.place(draftId);
      const isOpen = place !== undefined && files.collection(place.collectionId) !== undefined;
      return viewOf((await this.#surroundings.of(request, isOpen ? place : undefined)).layers);
    };
    const isItsFile = (collectionId: CollectionId) => drafts.place(draftId)?.collectionId === collectionId;
    yield* this.#following(read, { isItsFile, draftId }, signal);
  }

  /** What is read, now and whenever it says something else after a change. */
  async *#following<TValue>(
    read: () => Promise<TValue>,
    of: { isItsFile: (collectionId: CollectionId) => boolean; draftId?: DraftId },
    signal: AbortSignal,
  ): AsyncGenerator<TValue> {
    const { files, drafts } = this.#options;
    const changes = new Changes();
    const stops = [
      files.onChanged(({ collectionId }) => of.isItsFile(collectionId) && changes.announce()),
      drafts.onChanged((id) => id === of.draftId && changes.announce()),
      this.#onAnnounced(() => changes.announce()),
    ];
    try {
      let told: { value: TValue } | undefined;
      for (;;) {
        signal.throwIfAborted();
        // Asked for before reading, so that no change in between is missed.
        const changed = changes.next(signal);
        changed.catch(() => undefined);
        const value = await read();
        if (!told || !isDeepStrictEqual(told.value, value)) {
          told = { value };
          yield value;
        }
        await changed;
      }
    } finally {
      for (const stop of stops) stop();
    }
  }

  async #read(node: TreeNode): Promise<Environment> {
    const { id, collectionId, name } = node;
    const { variables } = readText(node, await this.#folder.text(node));
    const file = await this.#secretFile(node);
    const secretsSet: Environment['secretsSet'] = [];
    for (const variable of variables.filter(({ secret }) => secret)) {
      const secret = variable.name.trim();
      const { state } = await this.#options.secrets.get(file, secret);
      const mark = this.#options.secrets.markOf(file, secret);
      if (state === 'set' && mark !== null) secretsSet.push({ id: variable.id, mark });
    }
    return { id, collectionId, name, variables, secretsSet };
  }

  #node(id: EnvironmentId): TreeNode {
    const node = this.#options.files.node(id);
    if (node?.kind === 'environment') return node;
    throw new Failure('NOT_FOUND', 'This environment is not there any more. Choose another one.');
  }

  #secretFile(place: FilePlace): Promise<SecretFile> {
    return secretFileOf(this.#options.files, place);
  }

  #requireFree(collectionId: CollectionId, name: string, except?: EnvironmentId): void {
    const others = this.#options.files.environments(collectionId).filter(({ id }) => id !== except);
    if (others.every((node) => node.name !== name)) return;
    throw new Failure('CONFLICT', `There is an environment “${name}” already. Choose another name.`);
  }

  /** What is done to one environment is done in turn. */
  #turn(id: EnvironmentId): Promise<Disposable> {
    return this.#turns.take(id, new AbortController().signal);
  }

  #announce(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #onAnnounced(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

function readText(place: FilePlace, text: string): { variables: Variable[] } {
  try {
    return readEnvironmentText(text);
  } catch (cause) {
    throw unreadable(place, cause);
  }
}

function copied(place: FilePlace, text: string, name: string): string {
  try {
    return renamedEnvironment(text, name);
  } catch (cause) {
    throw cannotChange(place, cause);
  }
}
