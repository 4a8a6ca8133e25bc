import type { HttpRequest } from '#router/contracts/request.ts';
import { storageFailure } from '../files/storage-failure.ts';
import { affected, type DraftFile } from './draft-file.ts';
import type { KeptTexts } from './kept-texts.ts';
import { hashesOf, type Link, linkedVersions, textsOf, type Version } from './link.ts';

/** How things were before the draft's request was exchanged for another, for edits that were made without knowing of it. */
interface Exchanged {
  readonly revision: number;
  readonly before: {
    readonly revision: number;
    readonly request: HttpRequest;
    /** Without what moves bring about: wherever the file has gone since, it is there. */
    readonly link: Omit<Link, 'place' | 'former'>;
    readonly base: Version;
    readonly origin: Version;
  };
}

/**
 * By how much the revision rises when main exchanges the request. More than anybody types in between: so an edit tells by
 * its revision which request it was made on.
 */
const exchangeStep = 2 ** 20;

export interface VersionsOptions {
  readonly file: DraftFile;
  readonly keptTexts: KeptTexts;
  readonly base: Version;
  readonly origin: Version;
  /** Whether the texts of both may not be on disk yet. */
  readonly isNew: boolean;
}

/** The texts of its saved request that a draft stands on, and its request that stands on them; `Link` says what they are. */
export class Versions {
  readonly #file: DraftFile;
  readonly #texts: KeptTexts;
  #base: Version;
  #origin: Version;
  /** Those that the draft's file names from its next write on. */
  #named: { readonly base?: Version; readonly origin?: Version };
  #exchanged: Exchanged[] = [];

  constructor({ file, keptTexts, base, origin, isNew }: VersionsOptions) {
    this.#file = file;
    this.#texts = keptTexts;
    this.#base = base;
    this.#origin = origin;
    this.#named = isNew ? {} : { base, origin };
  }

  get base(): Version {
    return this.#base;
  }

  get origin(): Version {
    return this.#origin;
  }

  get link(): Link {
    const { link } = this.#file;
    if (!link) throw new Error('this draft belongs to no saved request');
    return link;
  }

  /** The draft's request as of now. */
  get request(): HttpRequest {
    return this.#file.latest.request;
  }

  /** The revision that the draft got when main exchanged its request; undefined where its window has edited it since. */
  get exchangedAt(): number | undefined {
    const { revision } = this.#file.latest;
    return this.#exchanged.some((exchanged) => exchanged.revision === revision) ? revision : undefined;
  }

  /** Changes what the draft says of its file. The next write has it. */
  relink(change: Partial<Link>): void {
    this.#file.update({ link: { ...this.link, ...change } });
  }

  /** The file is known to say what was to be written. `settle` has the draft's file say so. */
  setBase(base: Version): void {
    this.#base = base;
  }

  /** What was to be written is not what the file may say any more. */
  endSaving(): void {
    const { saving: _saving, ...link } = this.link;
    this.#file.update({ link });
  }

  /**
   * From now on the draft stands on another text. That has to be kept before, since any write may name it.
   * @param request the one that the draft then has; left out, it keeps its own
   */
  standOn(version: Version, request?: HttpRequest): void {
    const { revision } = this.#file.latest;
    const { place: _place, former: _former, ...link } = this.link;
    const before = { ...this.#file.latest, link, base: this.#base, origin: this.#origin };
    this.#base = version;
    this.#origin = version;
    this.#name();
    this.endSaving();
    if (request === undefined) return;
    this.#exchanged.push({ revision: revision + exchangeStep, before });
    this.#file.update({ request, revision: revision + exchangeStep });
  }

  /** Has the draft stand again on what it stood on before. The next write has it. */
  standAgainOn(base: Version, origin: Version): void {
    this.#base = base;
    this.#origin = origin;
    this.#named = {};
  }

  /**
   * To be called before an edit is taken. One that was made before its window knew of the exchanged request belongs to the
   * request of before, which is brought back: with it, what others wrote is a conflict, and nothing is lost.
   * @returns whether it was brought back
   */
  beforeEdit(revision: number): boolean {
    const unknown = this.#exchanged.find((one) => revision < one.revision);
    this.#exchanged = [];
    if (!unknown) return false;
    const { base, origin, link, ...draft } = unknown.before;
    const { place, former } = this.link;
    this.#base = base;
    this.#origin = origin;
    this.#named = {};
    this.#file.update({ ...draft, link: { ...link, place, former } });
    return true;
  }

  /** Resolves when the texts of versions are on disk. Rejects with the system's error. */
  async keep(...versions: readonly Version[]): Promise<void> {
    const { id } = this.#file.latest;
    for (const text of versions.flatMap(textsOf)) await this.#texts.keep(id, text);
  }

  /** Brings an edit that was taken to disk, and first what it stands on. Rejects with a `Failure` of phase `store`. */
  async write(): Promise<{ revision: number }> {
    const [base, origin] = [this.#base, this.#origin];
    if (this.#named.base !== base || this.#named.origin !== origin) {
      try {
        await this.keep(base, origin);
      } catch (cause) {
        throw storageFailure(cause, affected);
      }
      if (base === this.#base && origin === this.#origin) this.#name();
    }
    return this.#file.write();
  }

  /**
   * Has the draft's file say that the base is in its saved request's file, and that nothing is being written there. Rejects
   * as `write` does, or with the system's error.
   */
  async settle(): Promise<void> {
    await this.keep(this.#base, this.#origin);
    // Both at once: any other write of the draft may come before this one's.
    this.#name();
    this.endSaving();
    await this.#file.write();
  }

  /** Removes the texts that nothing needs any more. Rejects with the system's error. */
  async removeOthers(): Promise<void> {
    const wanted = [this.link, ...this.#exchanged.map(({ before }) => before.link)];
    await this.#texts.removeAllBut(this.#file.latest.id, wanted.flatMap(hashesOf));
  }

  #name(): void {
    const [base, origin] = [this.#base, this.#origin];
    this.relink({ name: base.reading.name, ...linkedVersions(base, origin) });
    this.#named = { base, origin };
  }
}
