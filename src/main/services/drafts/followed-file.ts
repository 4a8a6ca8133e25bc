import { isDeepStrictEqual } from 'node:util';
import type { CollectionFiles, FilePlace } from '../collections/collection-files.ts';
import type { TextFiles } from '../files/text-files.ts';
import type { DraftedText } from './drafted-text.ts';
import { hashOf } from './kept-texts.ts';
import type { Reading, Version } from './link.ts';
import { withRowNamesOf } from './row-names.ts';
import { fileFailure, findFile, type FoundFile } from './saved-file.ts';
import type { Versions } from './versions.ts';

export interface FollowedFileOptions {
  readonly files: CollectionFiles;
  readonly texts: TextFiles;
  /** Told of what went wrong and keeps nobody from looking. */
  readonly onError: (error: unknown) => void;
  /** Told when anything is new about the draft that its window has not done itself. */
  readonly onChanged: () => void;
  /** Whether the file is being moved. */
  readonly isMoving: () => boolean;
}

/** How the file stands to the draft. */
export type FileState =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly theirs: Reading }
  | { readonly kind: 'removed' }
  | { readonly kind: 'broken'; readonly text: string | undefined; readonly failure: unknown };

/** The file of a draft: where it is, how it stands to the draft, and what the draft follows by itself. */
export class FollowedFile {
  readonly #options: FollowedFileOptions;
  readonly #versions: Versions;
  readonly #drafted: DraftedText;
  #state: FileState = { kind: 'same' };
  #nameTold: string;
  #isAtFormer = false;

  constructor(options: FollowedFileOptions, versions: Versions, drafted: DraftedText) {
    this.#options = options;
    this.#versions = versions;
    this.#drafted = drafted;
    this.#nameTold = this.name;
  }

  /** As the tree has it. While that can't read the file, which may just be being written: as it was read last. */
  get name(): string {
    const { files } = this.#options;
    const node = files.node(files.idAt(this.place));
    return node && node.kind !== 'broken' ? node.name : this.#versions.link.name;
  }

  /** Where it is, or was. */
  get place(): FilePlace {
    const { place, former } = this.#versions.link;
    return this.#isAtFormer && former ? former : place;
  }

  /** As of the last look. */
  get state(): FileState {
    return this.#state;
  }

  /** To be called when it is known to say what the draft stands on. */
  agree(): void {
    this.#state = { kind: 'same' };
  }

  /** What it says now, which the draft does not follow; undefined where that can't be told. */
  async text(): Promise<string | undefined> {
    const found = await this.#findFile();
    return found.kind === 'text' ? found.text : undefined;
  }

  /** Looks at it, and has the draft follow what it can follow. Never rejects for what the file is, but with the signal's reason. */
  async look(signal?: AbortSignal): Promise<void> {
    const state = await this.#find(signal);
    const { name } = this;
    if (name === this.#nameTold && isDeepStrictEqual(state, this.#state)) return;
    this.#nameTold = name;
    this.#state = state;
    this.#options.onChanged();
  }

  async #find(signal?: AbortSignal): Promise<FileState> {
    const found = await this.#findFile(signal);
    const { place, former, saving } = this.#versions.link;
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
      theirs = this.#drafted.read(text);
    } catch (cause) {
      return { kind: 'broken', text, failure: fileFailure(cause, this.place, 'read') };
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

  /** At either of its places: it may go from the one to the other, or set out, between two looks. */
  async #findFile(signal?: AbortSignal): Promise<FoundFile> {
    const { files, texts } = this.#options;
    for (;;) {
      const { place, former } = this.#versions.link;
      let found: FoundFile = { kind: 'absent' };
      for (const at of former ? [place, former, place] : [place]) {
        if (found.kind !== 'absent') break;
        found = await findFile(files, texts, at, signal);
        this.#isAtFormer = found.kind === 'text' && at === former;
      }
      const now = this.#versions.link;
      if (now.place === place && now.former === former) return found;
    }
  }

  /**
   * Where a kill came before a move's end, the file is where it was found now: what gets the name of the other place later
   * is another one.
   */
  async #endMove(former: FilePlace): Promise<void> {
    const { isMoving, onError } = this.#options;
    const { place } = this;
    if (isMoving() || this.#versions.link.former !== former) return;
    this.#versions.relink({ place, former: undefined, readAt: Date.now() });
    this.#isAtFormer = false;
    await this.#versions.write().catch(onError);
  }

  /** What others wrote meets the draft. */
  async #meet(theirs: Reading): Promise<FileState> {
    const { onChanged, onError } = this.#options;
    const versions = this.#versions;
    for (;;) {
      const { request } = versions;
      const followed = this.#drafted.following(theirs);
      if (!followed) return { kind: 'changed', theirs };
      try {
        await versions.keepFor(followed.version);
      } catch (cause) {
        // The disk takes no new text: the draft can't follow, and the person decides.
        onError(cause);
        return { kind: 'changed', theirs };
      }
      // It may have been edited meanwhile.
      if (request !== versions.request) continue;
      versions.standOn(followed.version, followed.request);
      // Before its window is told: what that edits then is made on this, also after a kill.
      if (followed.request) await this.#writeDown(followed.version);
      // An edit of before may have brought back meanwhile what it was made on.
      if (versions.base !== followed.version) continue;
      onChanged();
      return { kind: 'same' };
    }
  }

  async #writeDown(version: Version): Promise<void> {
    try {
      await this.#versions.write();
      if (this.#versions.base === version) await this.#versions.removeOthers();
    } catch (cause) {
      this.#options.onError(cause);
    }
  }
}
