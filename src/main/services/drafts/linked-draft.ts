import type { Draft } from '#router/contracts/draft.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { FilePlace } from '../collections/collection-files.ts';
import { FileChangedError, replaceFile } from '../files/replace-file.ts';
import { withSizes } from '../yaml/large-literals.ts';
import * as conflict from './conflicts.ts';
import { DraftWriting, type DraftWritingOptions, maxAttempts } from './draft-writing.ts';
import { DraftedText } from './drafted-text.ts';
import { FollowedFile, type FileState } from './followed-file.ts';
import type { Link, Version } from './link.ts';
import { fileFailure } from './saved-file.ts';
import { Versions, type VersionsOptions } from './versions.ts';

export interface LinkedDraftOptions extends VersionsOptions, DraftWritingOptions {}

/** What a person had overwritten in the file, and may take back. */
interface Overwritten {
  /** What others had written. */
  readonly text: string;
  /** What the draft stood on before. */
  readonly base: Version;
  /** What it is saved on, for as long as nobody has written to the file since. */
  readonly origin: Version;
}

/** The draft of a saved request, and what a person decides about it. Its doings run one after the other. */
export class LinkedDraft {
  readonly #options: LinkedDraftOptions;
  readonly #versions: Versions;
  readonly #drafted: DraftedText;
  readonly #file: FollowedFile;
  readonly #writing: DraftWriting;
  /** Kept for as long as Parley runs. */
  #overwritten: Overwritten | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: LinkedDraftOptions) {
    this.#options = options;
    this.#versions = new Versions(options);
    this.#drafted = new DraftedText(this.#versions, options.bodies);
    this.#file = new FollowedFile(options, this.#versions, this.#drafted);
    this.#writing = new DraftWriting(options, this.#versions, this.#drafted, this.#file);
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
  beforeEdit(draft: Draft, madeOn?: readonly HttpRequest[]): void {
    const isBroughtBack = this.#versions.beforeEdit(draft.revision);
    const isMadeElsewhere = madeOn !== undefined && this.#versions.standOnWhatItWasMadeOn(draft, madeOn);
    if (isBroughtBack || isMadeElsewhere) void this.look().catch(this.#options.onError);
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
      const expected = state.kind === 'removed' ? undefined : this.#versions.base.reading.text;
      await this.#writing.write(expected, signal);
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
    const seen = this.#versions.request;
    return this.inTurn(async () => {
      const { state } = this;
      if (state.kind === 'same') return;
      if (keep === 'mine') {
        await this.#overwrite(state);
        return;
      }
      if (state.kind === 'removed') throw conflict.nothingToKeep(this.place);
      if (state.kind === 'broken') throw conflict.broken(this.place, state.failure);
      if (keep === 'theirs') {
        const version = this.#drafted.toTake(state.theirs);
        await this.#writing.moveOnto(version, () => {
          // What was typed since is not what the person gave up.
          if (this.#versions.request !== seen) throw conflict.changed(this.place);
          return version.as;
        });
        return;
      }
      await this.#writing.moveOnto(this.#drafted.likeBase(state.theirs), () => {
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
      for (let attempt = 1; ; attempt += 1) {
        await this.#file.look();
        const { place } = this;
        if (!this.#overwritten) throw conflict.nothingToTakeBack(place);
        if (this.state.kind !== 'same') throw conflict.changed(place);
        const { text, base, origin } = this.#overwritten;
        // What others have written since, and the draft has followed, is not to be overwritten.
        if (origin !== this.#versions.origin) throw conflict.nothingToTakeBack(place);
        const expected = this.#versions.base.reading.text;
        try {
          await this.#writing.standingOn(base, expected, () =>
            replaceFile(files.absolute(place), { expected, text, texts }),
          );
          break;
        } catch (cause) {
          if (this.place !== place && attempt < maxAttempts) continue;
          throw cause instanceof FileChangedError
            ? conflict.changed(place)
            : fileFailure(cause, place, 'saved');
        }
      }
      this.#overwritten = undefined;
      await this.#file.look();
      await files.refresh(this.place.collectionId, [this.place.path]).catch(onError);
    });
  }

  get #link(): Link {
    return this.#versions.link;
  }

  /** Makes the file say what the draft says, whatever it says itself. Throws as `resolve` does. */
  async #overwrite(state: FileState): Promise<void> {
    const { base } = this.#versions;
    if (state.kind === 'broken' && state.text === undefined) {
      throw conflict.broken(this.place, state.failure);
    }
    const overwritten =
      state.kind === 'changed'
        ? await this.#writing.standingOn(this.#drafted.likeBase(state.theirs), state.theirs.text, () =>
            this.#writing.write(state.theirs.text),
          )
        : await this.#writing.write(state.kind === 'broken' ? state.text : undefined);
    const { origin } = this.#versions;
    this.#overwritten = overwritten === undefined ? undefined : { text: overwritten, base, origin };
  }
}
