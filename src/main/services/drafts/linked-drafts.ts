import { isDeepStrictEqual } from 'node:util';
import type { DraftId } from '#router/contracts/ids.ts';
import {
  emptyRequest,
  type HttpRequest,
  httpRequestSchema,
  type StoredFile,
} from '#router/contracts/request.ts';
import type { Session } from '#router/context.ts';
import type { CollectionFiles, FilePlace, TreeNode } from '../collections/collection-files.ts';
import { newId } from '../ids.ts';
import type { TextFiles } from '../files/text-files.ts';
import type { CollectionBodies } from './collection-bodies.ts';
import * as conflict from './conflicts.ts';
import type { DraftFile } from './draft-file.ts';
import type { DraftJournal } from './journal.ts';
import {
  type KeptVersion,
  type Reading,
  type Link,
  linkedVersions,
  readText,
  unknownVersion,
  type Version,
  versionOf,
} from './link.ts';
import { LinkedDraft } from './linked-draft.ts';
import type { ExchangedStand, Stand, VersionsOptions } from './versions.ts';
import { isWithin, movedTo } from './places.ts';
import { fileFailure, findFile } from './saved-file.ts';

export interface LinkedDraftsOptions {
  readonly journal: DraftJournal;
  readonly files: CollectionFiles;
  readonly bodies: CollectionBodies;
  readonly texts: TextFiles;
  readonly onError: (error: unknown) => void;
  /** Told of each draft that anything is new about which its window has not done itself. */
  readonly onChanged: (id: DraftId) => void;
}

/** Where a file is, as a link says it. */
type Standing = Pick<Link, 'place' | 'former'>;

interface Adopted {
  readonly request: HttpRequest;
  readonly paths: Readonly<Record<string, string>>;
}

/** The drafts of saved requests: those that somebody has asked for in this run, and how they come to be. */
export class LinkedDrafts {
  readonly #options: LinkedDraftsOptions;
  readonly #drafts = new Map<DraftId, LinkedDraft>();
  /** Those whose texts are being read. */
  readonly #opening = new Map<DraftId, Promise<LinkedDraft | undefined>>();
  /** Where the files are that are being read for drafts which are not there yet: they may move meanwhile. */
  readonly #reading = new Set<{ at: Standing }>();
  /** Where files and folders go that are being moved. */
  readonly #targets = new Set<FilePlace>();

  constructor(options: LinkedDraftsOptions) {
    this.#options = options;
  }

  /** One that was asked for before. */
  known(id: DraftId): LinkedDraft | undefined {
    return this.#drafts.get(id);
  }

  /** Undefined for a draft that belongs to no saved request, and for one that is not there. */
  async get(id: DraftId): Promise<LinkedDraft | undefined> {
    const known = this.#drafts.get(id);
    if (known) return known;
    const file = this.#options.journal.find(id);
    if (!file?.link) return undefined;
    const opening = this.#opening.get(id) ?? this.#open(file, file.link);
    this.#opening.set(id, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(id);
    }
  }

  forget(id: DraftId): void {
    this.#drafts.delete(id);
  }

  /**
   * Begins a draft of a saved request for a document. It is on disk when this resolves, since a tab will name it.
   * Throws a `Failure` where the file can't be read as a request, and the signal's reason.
   */
  async begin(session: Session, node: TreeNode, signal: AbortSignal): Promise<DraftId> {
    const { journal, onError } = this.#options;
    const id = newId();
    const linked = await this.#readFile(
      node,
      (reading, at) => {
        signal.throwIfAborted();
        const version = versionOf(reading);
        const link = { ...at, name: node.name, ...linkedVersions(version, version), files: {} };
        const file = journal.add({ id, request: reading.request, revision: 0, link });
        journal.claim(session, file);
        return this.#make(file, { base: version, origin: version, isNew: true });
      },
      signal,
    );
    // The window learns of a full disk at its first edit: that is no reason to show it nothing now.
    await linked.write().catch(onError);
    return id;
  }

  /**
   * A request with its uploads copied into a collection, and where those are now.
   * Throws a `Failure` where they can't be.
   */
  async adopt(request: HttpRequest, place: FilePlace): Promise<Adopted> {
    const { bodies } = this.#options;
    try {
      const paths = await bodies.adopt(place.collectionId, request);
      const names = bodies.namesIn(place.collectionId);
      const named = (file: StoredFile | null): StoredFile | null => {
        const path = file === null ? undefined : paths[file.id];
        return file === null || path === undefined ? file : names.stored(path, file.type);
      };
      const { body } = request;
      // Not `large`: that is text, which stands in the request's own file.
      const multipart = body.multipart.map((row) => ({ ...row, file: named(row.file) }));
      return { paths, request: { ...request, body: { ...body, file: named(body.file), multipart } } };
    } catch (cause) {
      throw fileFailure(cause, place, 'saved');
    }
  }

  /**
   * Makes a draft that of a saved request which was just made of it. That is on disk when this resolves.
   * @param request what was saved; the draft may have been edited since
   * @param files where its uploads are now, by their id
   */
  async tie(
    file: DraftFile,
    node: TreeNode,
    request: HttpRequest,
    files: Readonly<Record<string, string>>,
  ): Promise<void> {
    const linked = await this.#readFile(node, (reading, at) => {
      // It was thrown away meanwhile, and what has its id now is another one.
      if (this.#options.journal.find(file.latest.id) !== file) return undefined;
      const version = { reading, as: request };
      const kept = linkedVersions(version, version);
      file.update({ link: { ...at, name: node.name, ...kept, files: { ...files } } });
      return this.#make(file, { base: version, origin: version, isNew: true });
    });
    await linked?.write();
  }

  /** Has the drafts of a place, and of all that is in it, look at their files again. */
  async lookAgain(isMeant: (place: FilePlace) => boolean): Promise<void> {
    const meant = [...this.#drafts.values()].filter((draft) => isMeant(draft.place));
    await Promise.all(meant.map((draft) => draft.look()));
  }

  /** Has the drafts of a place, and of all that is in it, know that their files may soon be elsewhere. */
  async follow(from: FilePlace, to: FilePlace): Promise<void> {
    for (const { latest, link } of this.#options.journal.linked) {
      // A kill has left it between two places: a look finds out which of them it is.
      if (link?.former && !this.#isMoving(link)) await (await this.get(latest.id))?.look();
    }
    this.#targets.add(placeOf(to));
    await this.#relink(
      ({ place }) => isWithin(place, from),
      ({ place }) => ({ place: movedTo(place, from, to), former: place }),
    );
  }

  /** Has them know that their files are where they were to go. */
  async arrive(to: FilePlace): Promise<void> {
    this.#endMove(to);
    await this.#relink(
      ({ place }) => isWithin(place, to),
      // What has been at that place before is another thing.
      () => ({ former: undefined, readAt: Date.now() }),
    );
  }

  /** Has them know that their files are still where they were and not there, whether or not all could be told that they go. */
  async stay(to: FilePlace): Promise<void> {
    this.#endMove(to);
    await this.#relink(
      ({ place }) => isWithin(place, to),
      ({ place, former }) => ({ place: former ?? place, former: undefined }),
    );
  }

  /** Waits for what is under way. */
  async settled(): Promise<void> {
    await Promise.all([...this.#drafts.values()].map((draft) => draft.settled()));
  }

  #isMoving({ place }: Link): boolean {
    return [...this.#targets].some((to) => isWithin(place, to));
  }

  #endMove(to: FilePlace): void {
    for (const target of this.#targets) {
      if (isWithin(target, to) && isWithin(to, target)) this.#targets.delete(target);
    }
  }

  async #relink(
    isMeant: (standing: Standing) => boolean,
    changeOf: (standing: Standing) => Partial<Link>,
  ): Promise<void> {
    const { journal, onChanged } = this.#options;
    for (const reading of this.#reading) {
      if (!isMeant(reading.at)) continue;
      const { place, former } = { ...reading.at, ...changeOf(reading.at) };
      reading.at = { place, former };
    }
    const meant = journal.linked.filter(({ link }) => link && isMeant(link));
    await Promise.all(
      meant.map(async (file) => {
        const { link, latest } = file;
        if (!link) return;
        file.update({ link: { ...link, ...changeOf(link) } });
        onChanged(latest.id);
        await (this.#drafts.get(latest.id) ?? file).write();
      }),
    );
  }

  /**
   * Reads a file for a draft.
   * @param take given what it says, and where it is by then; from its end on, moves are told to the draft that it has made
   */
  async #readFile<TResult>(
    node: FilePlace,
    take: (reading: Reading, at: Standing) => TResult,
    signal?: AbortSignal,
  ): Promise<TResult> {
    const { files, texts } = this.#options;
    const reading: { at: Standing } = { at: { place: placeOf(node) } };
    this.#reading.add(reading);
    try {
      const found = await findFile(files, texts, node, signal);
      if (found.kind === 'unreadable') throw fileFailure(found.cause, node, 'read');
      if (found.kind !== 'text') throw conflict.notThere(node);
      return take(this.#readingOf(found.text, node), reading.at);
    } finally {
      this.#reading.delete(reading);
    }
  }

  #readingOf(text: string, place: FilePlace): Reading {
    try {
      return readText(text, this.#options.bodies.namesIn(place.collectionId));
    } catch (cause) {
      throw fileFailure(cause, place, 'read');
    }
  }

  async #open(file: DraftFile, link: Link): Promise<LinkedDraft | undefined> {
    const { bodies } = this.#options;
    const { collectionId } = link.place;
    for (const path of Object.values(link.files)) bodies.know({ collectionId, path });
    const stand = await this.#stand(file, link);
    const exchanged: ExchangedStand[] = [];
    for (const kept of file.exchanged) {
      exchanged.push({ kept, ...(await this.#stand(file, { ...link, ...kept.before.link })) });
    }
    // It may have been thrown away meanwhile, and what has its id then is another one.
    if (this.#options.journal.find(file.latest.id) !== file) return undefined;
    return this.#make(file, { ...stand, exchanged, isNew: false });
  }

  async #stand(file: DraftFile, link: Link): Promise<Stand> {
    const base = await this.#version(file, link, link.base);
    const isSame = isDeepStrictEqual(link.base, link.origin);
    return { base, origin: isSame ? base : await this.#version(file, link, link.origin) };
  }

  /** Where the texts are lost, the draft still has its request: each text of the file is then one that others have changed. */
  async #version(file: DraftFile, link: Link, { text, as }: KeptVersion): Promise<Version> {
    const { journal, bodies, onError } = this.#options;
    const { id } = file.latest;
    try {
      const names = bodies.namesIn(link.place.collectionId, () => link.files);
      const said = await journal.texts.read(id, text);
      const named =
        as === undefined ? undefined : httpRequestSchema.parse(JSON.parse(await journal.texts.read(id, as)));
      if (said === '') return unknownVersion(link.name, named ?? emptyRequest());
      const reading = readText(said, names);
      return named ? { reading, as: named } : versionOf(reading);
    } catch (cause) {
      onError(cause);
      return unknownVersion(link.name, emptyRequest());
    }
  }

  #make(file: DraftFile, versions: Pick<VersionsOptions, 'base' | 'origin' | 'exchanged' | 'isNew'>) {
    const { journal, onChanged } = this.#options;
    const { id } = file.latest;
    const draft = new LinkedDraft({
      ...this.#options,
      ...versions,
      file,
      keptTexts: journal.texts,
      onChanged: () => onChanged(id),
      isMoving: () => file.link !== undefined && this.#isMoving(file.link),
    });
    this.#drafts.set(id, draft);
    return draft;
  }
}

function placeOf({ collectionId, path }: FilePlace): FilePlace {
  return { collectionId, path };
}
