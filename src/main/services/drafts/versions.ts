import type { Draft } from '#router/contracts/draft.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import { sameRequest } from '../collections/opencollection/same-request.ts';
import { storageFailure } from '../files/storage-failure.ts';
import { affected, type DraftFile } from './draft-file.ts';
import type { KeptTexts } from './kept-texts.ts';
import {
  type Exchanged,
  hashesOf,
  type Link,
  linkedVersions,
  textsOf,
  unknownVersion,
  type Version,
} from './link.ts';

/** The texts that a draft's request stands on; `Link` says what they are. */
export interface Stand {
  readonly base: Version;
  readonly origin: Version;
}

/** As the draft's file has it, with what stood before. */
export interface ExchangedStand extends Stand {
  readonly kept: Exchanged;
}

/**
 * By how much the revision rises when main exchanges the request. More than anybody types in between: so an edit tells by
 * its revision which request it was made on.
 */
const exchangeStep = 2 ** 20;

/** So many are remembered apart, for a file that changes often while nobody edits its draft. */
const mostExchanged = 5;

export interface VersionsOptions extends Stand {
  readonly file: DraftFile;
  readonly keptTexts: KeptTexts;
  /** Those of an earlier run, the newest last. Left out: none. */
  readonly exchanged?: readonly ExchangedStand[];
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
  #exchanged: readonly ExchangedStand[];
  /** The highest revision of an exchange that was brought back: a later one is another one for who was told of that. */
  #broughtBack = 0;

  constructor({ file, keptTexts, base, origin, exchanged = [], isNew }: VersionsOptions) {
    this.#file = file;
    this.#texts = keptTexts;
    this.#base = base;
    this.#origin = origin;
    this.#named = isNew ? {} : { base, origin };
    this.#exchanged = exchanged;
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
    return this.#exchanged.some(({ kept }) => kept.revision === revision) ? revision : undefined;
  }

  /** Changes what the draft says of its file. The next write has it. */
  relink(change: Partial<Link>): void {
    this.#file.update({ link: { ...this.link, ...change } });
  }

  /** The file is known to say what was to be written. `settle` has the draft's file say so. */
  setBase(base: Version): void {
    this.#base = base;
    this.#unmark();
  }

  /** What was to be written is not what the file may say any more. */
  endSaving(): void {
    const { saving: _saving, ...link } = this.link;
    this.#file.update({ link });
  }

  /**
   * From now on the draft stands on another text. `keepFor` has to be called before, since any write may name it.
   * @param request the one that the draft then has; left out, it keeps its own
   */
  standOn(version: Version, request?: HttpRequest): void {
    const { revision, request: was } = this.#file.latest;
    const { place: _place, former: _former, ...link } = this.link;
    const [base, origin] = [this.#base, this.#origin];
    this.#base = version;
    this.#origin = version;
    this.#name();
    this.endSaving();
    if (request === undefined) return;
    const { readAt } = link;
    const before = {
      revision,
      request: was,
      link: { ...link, ...linkedVersions(base, origin), readAt },
    };
    const kept = { revision: Math.max(revision, this.#broughtBack) + exchangeStep, before };
    this.#exchanged = withoutMiddle([...this.#exchanged, { kept, base, origin }]);
    const exchanged = this.#exchanged.map((one) => one.kept);
    this.#file.update({ request, revision: kept.revision, exchanged });
    this.#unmark();
  }

  /** What its file says is nobody's edit any more, which another window could overwrite. */
  #unmark(): void {
    if (sameRequest(this.request, this.#base.as)) this.#file.update({ mark: undefined });
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
    if (this.#exchanged.length === 0) return false;
    const unknown = this.#exchanged.find(({ kept }) => revision < kept.revision);
    this.#broughtBack = Math.max(this.#broughtBack, ...this.#exchanged.map(({ kept }) => kept.revision));
    this.#exchanged = [];
    this.#file.update({ exchanged: undefined });
    if (!unknown) return false;
    const { base, origin, kept } = unknown;
    const { link, ...draft } = kept.before;
    const { place, former } = this.link;
    this.#base = base;
    this.#origin = origin;
    this.#named = {};
    this.#file.update({ ...draft, link: { ...link, place, former } });
    return true;
  }

  /**
   * To be called before an edit is taken that was made on what the file said then, one of `madeOn`, while others may have had the
   * draft. Where it stands on something else by now, it gets to stand on that again: so what came in between is a conflict.
   * @returns whether it did
   */
  standOnWhatItWasMadeOn({ revision, request }: Draft, madeOn: readonly HttpRequest[]): boolean {
    const [was = emptyRequest()] = madeOn;
    if (revision < this.#file.latest.revision) return false;
    if (madeOn.some((one) => sameRequest(one, this.#base.as))) return false;
    // Where nothing was edited nothing is in the way of what others wrote.
    const version = unknownVersion(this.link.name, sameRequest(was, request) ? request : was);
    this.endSaving();
    this.standAgainOn(version, version);
    return true;
  }

  /** Resolves when the texts of versions are on disk. Rejects with the system's error. */
  async keep(...versions: readonly Version[]): Promise<void> {
    const { id } = this.#file.latest;
    for (const text of versions.flatMap(textsOf)) await this.#texts.keep(id, text);
  }

  /** Resolves when all is on disk that may be named once the draft stands on a version. Rejects with the system's error. */
  async keepFor(version: Version): Promise<void> {
    // Also what it stands on now, which may have to be brought back.
    await this.keep(version, this.#base, this.#origin);
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
    const { latest, links } = this.#file;
    await this.#texts.removeAllBut(latest.id, links.flatMap(hashesOf));
  }

  #name(): void {
    const [base, origin] = [this.#base, this.#origin];
    this.relink({ name: base.reading.name, ...linkedVersions(base, origin) });
    this.#named = { base, origin };
  }
}

/** Where there are too many, what came between the oldest and the next is met as if it had been made on the oldest. */
function withoutMiddle(exchanged: readonly ExchangedStand[]): readonly ExchangedStand[] {
  const [oldest, next, ...others] = exchanged;
  if (!oldest || !next || exchanged.length <= mostExchanged) return exchanged;
  return [{ ...oldest, kept: { ...oldest.kept, revision: next.kept.revision } }, ...others];
}
