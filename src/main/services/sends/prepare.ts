import { Failure, type FailureDetails } from '#router/contracts/failure.ts';
import type { DraftId, ItemId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { RequestPreview, SendEvent, ToSend } from '#router/contracts/send.ts';
import { HiddenTexts } from '../secrets/hidden-texts.ts';

/** A request that is ready to be sent. */
export interface Prepared {
  /** As typed, `{{…}}` and all: what may be kept of it. */
  readonly template: HttpRequest;
  /** Variables filled in; never to be kept. */
  readonly request: HttpRequest;
  /** Of the saved request; '' and null where it is none. */
  readonly name: string;
  readonly itemId: ItemId | null;
  /** The name of the environment in use; '' for none. */
  readonly environment: string;
  /** The secrets that are in it. */
  readonly hidden: HiddenTexts;
}

/** Makes requests ready to be sent. */
export interface Preparer {
  /** Throws a `Failure` that names what is missing, before anything is sent, and the signal's reason. */
  prepare(what: ToSend, signal: AbortSignal): Promise<Prepared>;
  preview(draftId: DraftId, request: HttpRequest): Promise<RequestPreview>;
}

/** For where there are no collections: requests go out as they were typed. */
export const asTyped: Preparer = {
  async prepare(what) {
    if (!('request' in what)) throw new Failure('NOT_FOUND', 'There is no saved request here.');
    const { request } = what;
    const nowhere = { name: '', itemId: null, environment: '' };
    return { template: request, request, ...nowhere, hidden: new HiddenTexts('') };
  },
  async preview() {
    throw new Failure('NOT_FOUND', 'There is no draft here.');
  },
};

/** An event without secrets. What a server sends stays as it is: that is what the person wants to see. */
export function withoutSecrets(event: SendEvent, hidden: HiddenTexts): SendEvent {
  const hide = (text: string) => hidden.in(text);
  switch (event.type) {
    case 'request':
      return {
        ...event,
        url: hide(event.url),
        headers: event.headers.map(([name, value]) => [hide(name), hide(value)]),
      };
    case 'connected':
    case 'headers':
      return { ...event, url: hide(event.url) };
    case 'redirected':
      return { ...event, from: hide(event.from), to: hide(event.to) };
    default:
      return event;
  }
}

/** An error without secrets in what a person is told of it. Its causes are for the log, which hides them by itself. */
export function errorWithoutSecrets(error: unknown, hidden: HiddenTexts): unknown {
  if (!(error instanceof Failure)) return error;
  const message = hidden.in(error.message);
  const details = detailsWithoutSecrets(error.details, hidden);
  if (message === error.message && details === error.details) return error;
  return new Failure(error.code, message, details, { cause: error.cause });
}

function detailsWithoutSecrets(details: FailureDetails, hidden: HiddenTexts): FailureDetails {
  const texts = Object.entries(details).flatMap(([key, value]) => {
    const text = typeof value === 'string' && key !== 'phase' ? hidden.in(value) : value;
    return text === value ? [] : [[key, text]];
  });
  return texts.length === 0 ? details : { ...details, ...Object.fromEntries(texts) };
}
