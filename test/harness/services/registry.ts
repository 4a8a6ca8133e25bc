import { exchange } from '#main/services/http/exchange.ts';
import { SendRegistry, type SendRegistryOptions } from '#main/services/sends/registry.ts';
import { UploadStore } from '#main/services/uploads/store.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import type { SendEvent } from '#router/contracts/send.ts';
import { openBodyStore } from './body-store.ts';
import { temporaryFolder } from './support.ts';

/** The sends of all windows, by real exchanges, with room for any body. */
export async function openRegistry(options: Partial<SendRegistryOptions> = {}) {
  const { bodies, folder, errors, onError } = await openBodyStore();
  const uploads = await UploadStore.open(await temporaryFolder());
  const registry = new SendRegistry({
    exchange: (request, hooks, figures, signal) =>
      exchange(request, hooks, figures, signal, { appVersion: '0.0.0' }),
    bodies,
    uploads,
    quotaBytes: () => Infinity,
    onError,
    ...options,
  });
  return { registry, bodies, uploads, errors, folder, [Symbol.asyncDispose]: () => registry.close() };
}

/** A GET, as it is typed. */
export function get(url: string): HttpRequest {
  return { ...emptyRequest(), url };
}

/** Waits for the first event of a kind. */
export async function eventOf<TType extends SendEvent['type']>(
  source: AsyncIterable<{ event: SendEvent }>,
  type: TType,
): Promise<Extract<SendEvent, { type: TType }>> {
  const isWanted = (candidate: SendEvent): candidate is Extract<SendEvent, { type: TType }> =>
    candidate.type === type;
  for await (const item of source) if (isWanted(item.event)) return item.event;
  throw new Error(`there was no ${type}`);
}

/** The events to the end of a send, and what was thrown after them. */
export async function outcome(source: AsyncIterable<{ event: SendEvent }>) {
  const events: SendEvent[] = [];
  try {
    for await (const item of source) events.push(item.event);
    return { events };
  } catch (error) {
    return { events, error };
  }
}
