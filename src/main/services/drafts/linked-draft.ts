import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Failure } from '#router/contracts/failure.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { CollectionFiles, FilePlace } from '../collections/collection-files.ts';
import { FormatError } from '../collections/opencollection/format-error.ts';
import type { FileNames } from '../collections/opencollection/file-names.ts';
import { mergeRequests } from '../collections/opencollection/merge-requests.ts';
import { newRequestFile, withChanges } from '../collections/opencollection/request-file.ts';
import { sameRequest } from '../collections/opencollection/same-request.ts';
import { makeFolderDurably } from '../files/make-folder.ts';
import { FileChangedError, replaceFile } from '../files/replace-file.ts';
import { storageFailure } from '../files/storage-failure.ts';
import type { TextFiles } from '../files/text-files.ts';
import { withSizes } from '../yaml/large-literals.ts';
import { rewriteYaml } from '../yaml/rewrite-yaml.ts';
import type { CollectionBodies } from './collection-bodies.ts';
import * as conflict from './conflicts.ts';
import { affected } from './draft-file.ts';
import { hashOf } from './kept-texts.ts';
import { type Link, type Reading, readText, type Version, versionOf } from './link.ts';
import { withRowNamesOf } from './row-names.ts';
import { withUnusedKindsOf } from './unused-kinds.ts';
import { Versions, type VersionsOptions } from './versions.ts';
import { fileFailure, findFile } from './saved-file.ts';

export interface LinkedDraftOptions extends VersionsOptions {
  readonly files: CollectionFiles;
  readonly bodies: CollectionBodies;
  readonly texts: TextFiles;
  /** Told of what went wrong after a save that did succeed. */
  readonly onError: (error: unknown) => void;
  /** Told when anything is new about the draft that its window has not done itself. */
  readonly onChanged: () => void;
  /** Whether its file is being moved. */
  readonly isMoving: () => boolean;
}

/** How the file stands to the draft. */
export type FileState =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly theirs: Reading }
  | { readonly kind: 'removed' }
  | { readonly kind: 'broken'; readonly text: string | undefined; readonly failure: unknown };

/** The draft of a saved request: how it stands to its file, and how it gets there. Its doings run one after the other. */
export class LinkedDraft {
  readonly #options: LinkedDraftOptions;
  readonly #versions: Versions;
  #state: FileState = { kind: 'same' };
  #nameTold: string;
  #isAtFormer = false;
  /** What others wrote and the person had overwritten, with what the draft stood on. Kept for as long as Parley runs. */
  #overwritten: { readonly text: string; readonly base: Version } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: LinkedDraftOptions) {
    this.#options = options;
    this.#versions = new Versions(options);
    for (const path of Object.values(this.#link.files)) {
      options.bodies.know({ collectionId: this.#link.place.collectionId, path });
    }
    this.#nameTold = this.name;
  }

  /** As the tree has it. While that can't read the file, which may just be being written: as it was read last. */
  get name(): string {
    const { files } = this.#options;
    const node = files.node(files.idAt(this.place));
    return node && node.kind !== 'broken' ? node.name : this.#link.name;
  }

  /** Where its file is, or was. */
  get place(): FilePlace {
    const { place, former } = this.#link;
    return this.#isAtFormer && former ? former : place;
  }

  get state(): FileState {
    return this.#state;
  }

  /** What the file said when the draft was begun or last saved, its rows named as in the draft. */
  get saved(): HttpRequest {
    return this.#versions.base.as;
  }

  /** As `Versions` has it. */
  get exchangedAt(): number | undefined {
    return this.#versions.exchangedAt;
  }

  /** Whether saving would change nothing. */
  get isClean(): boolean {
    const { request, base, origin } = this.#versions;
    if (request === base.as) return true;
    try {
      return isDeepStrictEqual(this.#valueOf(origin, request), base.reading.value);
    } catch (cause) {
      // It can't be saved as it is (a file is not in the collection yet): so it has something that is not saved.
      if (cause instanceof Failure || cause instanceof FormatError) return false;
      throw cause;
    }
  }

  /** Waits for what is under way. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  /** Does something while nothing else happens to the draft. */
  inTurn<TResult>(work: () => Promise<TResult>): Promise<TResult> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Looks at the file. A draft without edits follows it. Never rejects for what the file is, but with the signal's reason. */
  look(signal?: AbortSignal): Promise<void> {
    return this.inTurn(() => this.#look(signal));
  }

  /** As `Versions` says. */
  beforeEdit(revision: number): void {
    if (this.#versions.beforeEdit(revision)) void this.look().catch(this.#options.onError);
  }

  /** As `Versions` says. */
  write(): Promise<{ revision: number }> {
    return this.#versions.write();
  }

  /**
   * Writes the draft into its file. Throws a `Failure`: CONFLICT where others have changed the file; and the signal's reason,
   * where the file is as it was.
   */
  save(signal?: AbortSignal): Promise<void> {
    return this.inTurn(async () => {
      await this.#look(signal);
      const state = this.#state;
      if (state.kind === 'changed') throw conflict.changed(this.place);
      if (state.kind === 'broken') throw conflict.broken(this.place, state.failure);
      await this.#write(state.kind === 'removed' ? undefined : this.#versions.base.reading.text, signal);
    });
  }

  /** Both texts. Throws a `Failure` where the draft can't be made a text of. */
  sides(): Promise<{ mine: string; theirs: string; canMerge: boolean }> {
    return this.inTurn(async () => {
      const { request } = this.#versions;
      const state = this.#state;
      const origin = state.kind === 'changed' ? this.#versionLikeBase(state.theirs) : this.#versions.origin;
      const mine = withSizes(this.#textOf(origin, request));
      const shown = (theirs: string, canMerge: boolean) => ({ mine, theirs: withSizes(theirs), canMerge });
      if (state.kind === 'removed') return shown('', false);
      if (state.kind === 'broken') return shown(state.text ?? '', false);
      if (state.kind === 'same') return shown(this.#versions.base.reading.text, true);
      return shown(state.theirs.text, this.#merged(state.theirs) !== undefined);
    });
  }

  /** Ends a conflict as the person chose. Throws a `Failure` where that can't be done: the draft is as it was then. */
  resolve(keep: 'mine' | 'theirs' | 'both'): Promise<void> {
    return this.inTurn(async () => {
      const state = this.#state;
      if (state.kind === 'same') return;
      if (keep === 'mine') {
        const { base } = this.#versions;
        if (state.kind === 'changed') await this.#moveOnto(this.#versionLikeBase(state.theirs));
        if (state.kind === 'broken' && state.text === undefined) {
          throw conflict.broken(this.place, state.failure);
        }
        const text =
          state.kind === 'changed' ? state.theirs.text : state.kind === 'broken' ? state.text : undefined;
        await this.#write(text);
        this.#overwritten = text === undefined ? undefined : { text, base };
        return;
      }
      if (state.kind === 'removed') throw conflict.nothingToKeep(this.place);
      if (state.kind === 'broken') throw conflict.broken(this.place, state.failure);
      if (keep === 'theirs') {
        const version = this.#versionToTake(state.theirs);
        await this.#moveOnto(version, () => version.as);
        return;
      }
      await this.#moveOnto(this.#versionLikeBase(state.theirs), () => {
        const merged = this.#merged(state.theirs);
        if (!merged) throw conflict.collides(this.place);
        return merged;
      });
    });
  }

  /**
   * Takes `resolve` with `mine` back: the file says again what others wrote, and the draft has its edits on what it stood on.
   * Throws a `Failure` where there is nothing to take back, or the file is not as this draft has left it.
   */
  takeBack(): Promise<void> {
    return this.inTurn(async () => {
      const { files, texts, onError } = this.#options;
      const { place } = this;
      await this.#look();
      if (!this.#overwritten) throw conflict.nothingToTakeBack(place);
      if (this.#state.kind !== 'same') throw conflict.changed(place);
      const { text, base } = this.#overwritten;
      const expected = this.#versions.base.reading.text;
      // First the draft: a kill in between leaves it with its edits, and a file that says the same.
      await this.#moveOnto(base);
      try {
        await replaceFile(files.absolute(place), { expected, text, texts });
      } catch (cause) {
        await this.#look();
        throw cause instanceof FileChangedError
          ? conflict.changed(place)
          : fileFailure(cause, place, 'saved');
      }
      this.#overwritten = undefined;
      await this.#look();
      await files.refresh(place.collectionId, [place.path]).catch(onError);
    });
  }

  get #names(): FileNames {
    return this.#options.bodies.namesIn(this.#link.place.collectionId, () => this.#link.files);
  }

  get #link(): Link {
    return this.#versions.link;
  }

  async #look(signal?: AbortSignal): Promise<void> {
    const state = await this.#find(signal);
    const { name } = this;
    if (name === this.#nameTold && isDeepStrictEqual(state, this.#state)) return;
    this.#nameTold = name;
    this.#state = state;
    this.#options.onChanged();
  }

  /** How the file stands, after the draft has followed what it can follow. */
  async #find(signal?: AbortSignal): Promise<FileState> {
    const { files, texts } = this.#options;
    const { place, former, saving } = this.#link;
    this.#isAtFormer = false;
    let found = await findFile(files, texts, place, signal);
    if (found.kind === 'absent' && former) {
      found = await findFile(files, texts, former, signal);
      this.#isAtFormer = found.kind === 'text';
    }
    if (found.kind === 'text' && former) await this.#endMove(former);
    if (found.kind === 'unknown') return { kind: 'same' };
    if (found.kind === 'absent') return { kind: 'removed' };
    if (found.kind === 'unreadable') {
      return { kind: 'broken', text: undefined, failure: fileFailure(found.cause, place, 'read') };
    }
    const { text } = found;
    if (text === this.#versions.base.reading.text) return { kind: 'same' };
    let theirs: Reading;
    try {
      theirs = this.#read(text);
    } catch (cause) {
      return { kind: 'broken', text, failure: cause };
    }
    if (saving === hashOf(text)) {
      // Written by Parley, which was killed before it could say so.
      const as = withRowNamesOf(theirs.request, this.#versions.request);
      this.#versions.setBase({ reading: theirs, as });
      await this.#versions.settle().catch(this.#options.onError);
      return { kind: 'same' };
    }
    return this.#meet(theirs);
  }

  /**
   * Where a kill came before a move's end, the file is where it was found now: what gets the name of the other place later
   * is another one.
   */
  async #endMove(former: FilePlace): Promise<void> {
    const { isMoving, onError } = this.#options;
    const { place } = this;
    if (isMoving() || this.#link.former !== former) return;
    this.#versions.relink({ place, former: undefined });
    this.#isAtFormer = false;
    await this.#versions.write().catch(onError);
  }

  /** What others wrote meets the draft. */
  async #meet(theirs: Reading): Promise<FileState> {
    const versions = this.#versions;
    for (;;) {
      const { request } = versions;
      const followed = this.#following(theirs);
      if (!followed) return { kind: 'changed', theirs };
      try {
        await versions.keep(followed.version);
      } catch (cause) {
        // The disk takes no new text: the draft can't follow, and the person decides.
        this.#options.onError(cause);
        return { kind: 'changed', theirs };
      }
      // It may have been edited meanwhile.
      if (request !== versions.request) continue;
      versions.standOn(followed.version, followed.request);
      this.#options.onChanged();
      return { kind: 'same' };
    }
  }

  /** What the draft then stands on, and which request it has; undefined where that is for the person to say. */
  #following(theirs: Reading): { readonly version: Version; readonly request?: HttpRequest } | undefined {
    const { request, base } = this.#versions;
    if (this.isClean) {
      const version = this.#versionToTake(theirs);
      return { version, request: version.as };
    }
    if (sameRequest(theirs.request, request)) return { version: { reading: theirs, as: request } };
    const isReadTheSame = sameRequest(theirs.request, base.reading.request);
    return isReadTheSame ? { version: { reading: theirs, as: base.as } } : undefined;
  }

  /** Throws a `Failure` where a text is no request. */
  #read(text: string): Reading {
    try {
      return readText(text, this.#names);
    } catch (cause) {
      throw fileFailure(cause, this.place, 'read');
    }
  }

  /** Makes the file say what the draft says. Throws a `Failure`; the file is as it was then. */
  async #write(expected: string | undefined, signal?: AbortSignal): Promise<void> {
    const { bodies, files, texts, onError, onChanged } = this.#options;
    const { place } = this;
    const versions = this.#versions;
    const { request } = versions;
    if (files.collection(place.collectionId)?.state === 'missing') throw conflict.collectionGone(place);
    try {
      const path = files.absolute(place);
      versions.relink({ files: await bodies.adopt(place.collectionId, request, this.#link.files) });
      const text = this.#textOf(versions.origin, request);
      if (text !== expected) {
        versions.relink({ saving: hashOf(text) });
        await versions.write();
        if (expected === undefined) await makeFolderDurably(dirname(path), 0o777);
        await replaceFile(path, { expected, text, texts, ...(signal && { signal }) });
      }
      this.#state = { kind: 'same' };
      versions.setBase({ reading: readText(text, this.#names), as: request });
      onChanged();
    } catch (cause) {
      // It may have been written all the same, where only the last step failed.
      await this.#look();
      versions.endSaving();
      throw cause instanceof FileChangedError ? conflict.changed(place) : fileFailure(cause, place, 'saved');
    }
    try {
      // From here on the file has it. What fails is made good by the next write of the draft, or by the next start.
      await versions.settle();
      await versions.removeOthers();
      await files.refresh(place.collectionId, [place.path]);
    } catch (cause) {
      onError(cause);
    }
  }

  /**
   * From now on, and on disk, the draft stands on another text of the file.
   * @param exchanged makes the request that it then has; left out, it keeps its own
   */
  async #moveOnto(version: Version, exchanged?: () => HttpRequest): Promise<void> {
    try {
      await this.#versions.keep(version);
      this.#rememberFiles();
      this.#versions.standOn(version, exchanged?.());
      this.#options.onChanged();
      this.#state = { kind: 'same' };
    } catch (cause) {
      throw storageFailure(cause, affected);
    }
    await this.write();
  }

  /** Those that the draft names may be named by no text of the file any more. */
  #rememberFiles(): void {
    const { body } = this.#versions.request;
    const files = { ...this.#link.files };
    for (const file of [body.file, ...body.multipart.map((row) => row.file)]) {
      const path = file ? this.#names.pathOf(file) : undefined;
      if (file && path !== undefined) files[file.id] = path;
    }
    this.#versions.relink({ files });
  }

  #versionLikeBase(reading: Reading): Version {
    return { reading, as: withRowNamesOf(reading.request, this.#versions.base.as) };
  }

  /** With what the draft holds for kinds that are not in use. */
  #versionToTake(reading: Reading): Version {
    const as = withUnusedKindsOf(reading.request, this.#versions.request);
    return isDeepStrictEqual(as, reading.request) ? versionOf(reading) : { reading, as };
  }

  #merged(theirs: Reading): HttpRequest | undefined {
    const { as } = this.#versionLikeBase(theirs);
    return mergeRequests(this.#versions.base.as, this.#versions.request, as);
  }

  #valueOf(origin: Version, request: HttpRequest): unknown {
    return withChanges(origin.reading.value, origin.as, request, this.#names);
  }

  /** The file's text as saving would make it. Throws as `withChanges` and `rewriteYaml` do. */
  #textOf(origin: Version, request: HttpRequest): string {
    // What the file said is lost. It is made anew.
    if (origin.reading.text === '') return newRequestFile(this.#link.name, 1, request, this.#names);
    return rewriteYaml(origin.reading.text, this.#valueOf(origin, request));
  }
}
