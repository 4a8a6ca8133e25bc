import { dirname } from 'node:path';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { FilePlace } from '../collections/collection-files.ts';
import { makeFolderDurably } from '../files/make-folder.ts';
import { FileChangedError, replaceFile } from '../files/replace-file.ts';
import { storageFailure } from '../files/storage-failure.ts';
import { withSizes } from '../yaml/large-literals.ts';
import type { CollectionBodies } from './collection-bodies.ts';
import * as conflict from './conflicts.ts';
import { affected } from './draft-file.ts';
import { DraftedText } from './drafted-text.ts';
import { FollowedFile, type FollowedFileOptions, type FileState } from './followed-file.ts';
import { hashOf } from './kept-texts.ts';
import type { Link, Version } from './link.ts';
import { fileFailure } from './saved-file.ts';
import { Versions, type VersionsOptions } from './versions.ts';

export interface LinkedDraftOptions extends VersionsOptions, FollowedFileOptions {
  readonly bodies: CollectionBodies;
}

/** How often a draft is written anew on what has just come into its file, before the person is asked to. */
const maxAttempts = 10;

/** What a person had overwritten in the file, and may take back. */
interface Overwritten {
  /** What others had written. */
  readonly text: string;
  /** What the draft stood on before. */
  readonly base: Version;
  /** What it is saved on, for as long as nobody has written to the file since. */
  readonly origin: Version;
}

/** The draft of a saved request, and how it gets into its file. Its doings run one after the other. */
export class LinkedDraft {
  readonly #options: LinkedDraftOptions;
  readonly #versions: Versions;
  readonly #drafted: DraftedText;
  readonly #file: FollowedFile;
  /** Kept for as long as Parley runs. */
  #overwritten: Overwritten | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: LinkedDraftOptions) {
    this.#options = options;
    this.#versions = new Versions(options);
    this.#drafted = new DraftedText(this.#versions, options.bodies);
    this.#file = new FollowedFile(options, this.#versions, this.#drafted);
    for (const path of Object.values(this.#link.files)) {
      options.bodies.know({ collectionId: this.#link.place.collectionId, path });
    }
  }

  /** As `FollowedFile` says. */
  get name(): string {
    return this.#file.name;
  }

  /** As `FollowedFile` says. */
  get place(): FilePlace {
    return this.#file.place;
  }

  /** When Parley last read or wrote the file for it, in milliseconds since the epoch. */
  get readAt(): number {
    return this.#link.readAt;
  }

  get state(): FileState {
    return this.#file.state;
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
    return this.#drafted.isClean;
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
    return this.inTurn(() => this.#file.look(signal));
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
      await this.#file.look(signal);
      const { state } = this;
      if (state.kind === 'changed') throw conflict.changed(this.place);
      if (state.kind === 'broken') throw conflict.broken(this.place, state.failure);
      await this.#write(state.kind === 'removed' ? undefined : this.#versions.base.reading.text, signal);
    });
  }

  /** Both texts. Throws a `Failure` where the draft can't be made a text of. */
  sides(): Promise<{ mine: string; theirs: string; canMerge: boolean }> {
    return this.inTurn(async () => {
      const { request } = this.#versions;
      const { state } = this;
      const origin = state.kind === 'changed' ? this.#drafted.likeBase(state.theirs) : this.#versions.origin;
      const mine = withSizes(this.#drafted.textOf(origin, request));
      const shown = (theirs: string, canMerge: boolean) => ({ mine, theirs: withSizes(theirs), canMerge });
      if (state.kind === 'removed') return shown('', false);
      if (state.kind === 'broken') return shown(state.text ?? '', false);
      if (state.kind === 'same') return shown(this.#versions.base.reading.text, true);
      return shown(state.theirs.text, this.#drafted.mergedWith(state.theirs) !== undefined);
    });
  }

  /** Ends a conflict as the person chose. Throws a `Failure` where that can't be done: the draft is as it was then. */
  resolve(keep: 'mine' | 'theirs' | 'both'): Promise<void> {
    return this.inTurn(async () => {
      const { state } = this;
      if (state.kind === 'same') return;
      if (keep === 'mine') {
        const { base } = this.#versions;
        if (state.kind === 'changed') await this.#moveOnto(this.#drafted.likeBase(state.theirs));
        if (state.kind === 'broken' && state.text === undefined) {
          throw conflict.broken(this.place, state.failure);
        }
        const text =
          state.kind === 'changed' ? state.theirs.text : state.kind === 'broken' ? state.text : undefined;
        const overwritten = await this.#write(text);
        const { origin } = this.#versions;
        this.#overwritten = overwritten === undefined ? undefined : { text: overwritten, base, origin };
        return;
      }
      if (state.kind === 'removed') throw conflict.nothingToKeep(this.place);
      if (state.kind === 'broken') throw conflict.broken(this.place, state.failure);
      if (keep === 'theirs') {
        const version = this.#drafted.toTake(state.theirs);
        await this.#moveOnto(version, () => version.as);
        return;
      }
      await this.#moveOnto(this.#drafted.likeBase(state.theirs), () => {
        const merged = this.#drafted.mergedWith(state.theirs);
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
      await this.#file.look();
      if (!this.#overwritten) throw conflict.nothingToTakeBack(place);
      if (this.state.kind !== 'same') throw conflict.changed(place);
      const { text, base, origin } = this.#overwritten;
      // What others have written since, and the draft has followed, is not to be overwritten.
      if (origin !== this.#versions.origin) throw conflict.nothingToTakeBack(place);
      const expected = this.#versions.base.reading.text;
      // First the draft: a kill in between leaves it with its edits, and a file that says the same.
      await this.#moveOnto(base);
      try {
        await replaceFile(files.absolute(place), { expected, text, texts });
      } catch (cause) {
        await this.#file.look();
        if (cause instanceof FileChangedError) throw conflict.changed(place);
        this.#overwritten = { text, base, origin: this.#versions.origin };
        throw fileFailure(cause, place, 'saved');
      }
      this.#overwritten = undefined;
      await this.#file.look();
      await files.refresh(place.collectionId, [place.path]).catch(onError);
    });
  }

  get #link(): Link {
    return this.#versions.link;
  }

  /**
   * Makes the file say what the draft says.
   * @returns what the file said before. Throws a `Failure`; the file is as it was then.
   */
  async #write(expected: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
    const { files, onError } = this.#options;
    const versions = this.#versions;
    for (let attempt = 1; ; attempt += 1) {
      const { place } = this;
      try {
        await this.#replace(place, expected, signal);
        break;
      } catch (cause) {
        // It may have been written all the same, where only the last step failed.
        await this.#file.look();
        versions.endSaving();
        const isChanged = cause instanceof FileChangedError;
        // What came in between may be nothing to decide about: the tree has given it another name, say, or its folder.
        const canFollow = this.state.kind === 'same' && (isChanged || this.place !== place);
        if (!canFollow || attempt === maxAttempts || signal?.aborted) {
          throw isChanged ? conflict.changed(place) : fileFailure(cause, place, 'saved');
        }
        expected = versions.base.reading.text;
      }
    }
    try {
      // From here on the file has it. What fails is made good by the next write of the draft, or by the next start.
      await versions.settle();
      await versions.removeOthers();
      await files.refresh(this.place.collectionId, [this.place.path]);
    } catch (cause) {
      onError(cause);
    }
    return expected;
  }

  /** Throws `FileChangedError` where the file does not say what is expected, and all else that can go wrong. */
  async #replace(place: FilePlace, expected: string | undefined, signal?: AbortSignal): Promise<void> {
    const { bodies, files, texts, onChanged } = this.#options;
    const versions = this.#versions;
    const { request } = versions;
    if (files.collection(place.collectionId)?.state === 'missing') throw conflict.collectionGone(place);
    const path = files.absolute(place);
    versions.relink({ files: await bodies.adopt(place.collectionId, request, this.#link.files) });
    const text = this.#drafted.textOf(versions.origin, request);
    if (text !== expected) {
      versions.relink({ saving: hashOf(text) });
      await versions.write();
      if (expected === undefined) await makeFolderDurably(dirname(path), 0o777);
      await replaceFile(path, { expected, text, texts, ...(signal && { signal }) });
    }
    this.#file.agree();
    versions.setBase({ reading: this.#drafted.read(text), as: request });
    onChanged();
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
      this.#file.agree();
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
      const path = file ? this.#drafted.names.pathOf(file) : undefined;
      if (file && path !== undefined) files[file.id] = path;
    }
    this.#versions.relink({ files });
  }
}
