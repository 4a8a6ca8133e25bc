import { Failure } from '#router/contracts/failure.ts';
import type { DraftId, ItemId } from '#router/contracts/ids.ts';
import { type HttpRequest, sendableRequestSchema } from '#router/contracts/request.ts';
import type { RequestPreview, ToSend } from '#router/contracts/send.ts';
import type { FilePlace } from '../collections/collection-files.ts';
import type { FileNames } from '../collections/opencollection/file-names.ts';
import { readRequest } from '../collections/opencollection/request-file.ts';
import type { TextFiles } from '../files/text-files.ts';
import { HiddenTexts } from '../secrets/hidden-texts.ts';
import { asTyped, type Prepared, type Preparer } from '../sends/prepare.ts';
import { previewOf } from './preview.ts';
import { resolveRequest } from './resolve-request.ts';
import { mask, maskedScope, scopeOf } from './scope.ts';
import { type SurroundingsOptions, SurroundingsReader } from './surroundings.ts';
import { variableFailure } from './words.ts';
import { unreadable, YamlFiles } from './yaml-files.ts';

/** Where the files are that drafts edit. */
export interface DraftPlaces {
  /** Of its saved request, or of the one that it is a copy of; undefined for a draft of neither, or that is not known. */
  place(id: DraftId): FilePlace | undefined;
}

export interface RequestPreparerOptions extends SurroundingsOptions {
  readonly drafts: DraftPlaces;
  /** How the files in a saved request's body are named. */
  readonly fileNames: (place: FilePlace) => FileNames;
  /** How requests' files are read. */
  readonly texts: TextFiles;
  /** Told of what is never to be written into the log. */
  readonly hide: (secrets: Iterable<string>) => void;
}

/** Makes requests of drafts and saved requests ready to be sent: variables, and what folders and collection give. */
export class RequestPreparer implements Preparer {
  readonly #options: RequestPreparerOptions;
  readonly #surroundings: SurroundingsReader;
  readonly #yaml: YamlFiles;

  constructor(options: RequestPreparerOptions) {
    this.#options = options;
    this.#surroundings = new SurroundingsReader(options);
    this.#yaml = new YamlFiles(options.files, options.texts);
  }

  /**
   * Throws a `Failure`: BAD_REQUEST for a variable that is not known, a secret without value and an auth that can't be sent,
   * UNPROCESSABLE_CONTENT for a file of the collection that can't be read, NOT_FOUND for a request that is gone.
   */
  async prepare(what: ToSend, signal: AbortSignal): Promise<Prepared> {
    if ('request' in what && what.draftId === undefined) return await asTyped.prepare(what, signal);
    const { request: template, place } = await this.#find(what);
    signal.throwIfAborted();
    const surroundings = await this.#surroundings.of(template, place, signal);
    signal.throwIfAborted();
    const [failure] = surroundings.failures;
    if (failure) throw failure;
    const resolved = resolveRequest(template, surroundings, scopeOf(surroundings.layers));
    this.#options.hide(resolved.secrets);
    const [problem, ...others] = resolved.problems;
    if (problem) throw variableFailure([problem, ...others]);
    if (resolved.refusal) throw resolved.refusal;
    return {
      template,
      request: resolved.request,
      ...this.#named(place),
      environment: surroundings.layers.find(({ source }) => source === 'environment')?.sourceName ?? '',
      hidden: new HiddenTexts(mask, resolved.secrets),
    };
  }

  /** What would be sent, secrets masked. Throws a `Failure` NOT_FOUND where the draft's collection is not open. */
  async preview(draftId: DraftId, request: HttpRequest): Promise<RequestPreview> {
    const surroundings = await this.#surroundings.of(request, this.#options.drafts.place(draftId));
    const scope = maskedScope(scopeOf(surroundings.layers));
    return previewOf(resolveRequest(request, surroundings, scope), surroundings);
  }

  async #find(what: ToSend): Promise<{ request: HttpRequest; place: FilePlace | undefined }> {
    if ('itemId' in what) return await this.#readSaved(what.itemId);
    const { request, draftId } = what;
    return { request, place: draftId === undefined ? undefined : this.#options.drafts.place(draftId) };
  }

  async #readSaved(itemId: ItemId): Promise<{ request: HttpRequest; place: FilePlace }> {
    const node = this.#options.files.node(itemId);
    if (node?.kind === 'other') {
      throw new Failure(
        'BAD_REQUEST',
        `Parley can't send requests of the type ${node.type} yet: “${node.name}”.`,
      );
    }
    const value = node && (await this.#yaml.read(node));
    if (node === undefined || value === undefined || !['request', 'broken'].includes(node.kind))
      throw new Failure(
        'NOT_FOUND',
        'This request is not there any more. Look in the tree for where it is now.',
      );
    return {
      request: sendable(readSaved(node, value, this.#options.fileNames(node)), node.name),
      place: node,
    };
  }

  #named(place: FilePlace | undefined): Pick<Prepared, 'name' | 'itemId'> {
    if (place === undefined) return { name: '', itemId: null };
    const itemId = this.#options.files.idAt(place);
    return { name: this.#options.files.node(itemId)?.name ?? '', itemId };
  }
}

function readSaved(place: FilePlace, value: unknown, files: FileNames): HttpRequest {
  try {
    return readRequest(value, files).request;
  } catch (cause) {
    throw unreadable(place, cause);
  }
}

/** A file may say any method; one that is more than a word would write a second request. */
function sendable(request: HttpRequest, name: string): HttpRequest {
  const { success, error } = sendableRequestSchema.shape.method.safeParse(request.method);
  if (success) return request;
  const [issue] = error.issues;
  throw new Failure('BAD_REQUEST', `“${name}” can't be sent: ${issue?.message}. Correct its method.`, {
    phase: 'request',
    errno: 'ERR_INVALID_METHOD',
  });
}
