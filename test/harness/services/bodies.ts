import { readdir, readlink } from 'node:fs/promises';
import { expect } from 'vitest';
import type { AppServices } from '#main/services/index.ts';
import { newId } from '#main/services/ids.ts';
import { type BodyFacts, isSettled } from '#router/contracts/body-view.ts';
import { emptyRequest } from '#router/contracts/request.ts';
import type { Session } from '#router/context.ts';
import { type Caller, watch } from './callers.ts';
import { allBytes } from './support.ts';

/** Sends a GET and gives the body's id once the head is in, or once all is. */
export async function bodyOf(
  window: Caller,
  url: string,
  until: 'headers' | 'done' = 'done',
  id = newId(),
): Promise<string> {
  await window.requests.send({ id, request: { ...emptyRequest(), url } });
  for await (const { event } of watch(window, { id })) {
    if (event.type === until && event.bodyId !== null) return event.bodyId;
  }
  throw new Error('the response has no body');
}

/** The first facts that will do; without a wish, the last. */
export async function factsOf(
  window: Caller,
  id: string,
  isWanted: (facts: BodyFacts) => boolean = isSettled,
): Promise<BodyFacts> {
  for await (const facts of await window.bodies.facts({ id })) if (isWanted(facts)) return facts;
  throw new Error('no such facts came');
}

/** Ends a send where it runs, and has it and its body forgotten. */
export async function forgetSend(services: AppServices, session: Session, id: string): Promise<void> {
  services.requests.release(session, id);
  await expect.poll(() => services.history.has(id)).toBe(true);
  await services.history.remove(id);
}

/** What is in a body, once no more comes. */
export async function textOf(window: Caller, id: string): Promise<string> {
  return String(await allBytes(await window.bodies.stream({ id })));
}

/**
 * The files in a folder that this process holds open. Linux alone tells. To be polled: its threads are included, and the one
 * that indexes bodies opens each for some milliseconds at a time.
 */
export async function openFiles(folder: string): Promise<string[]> {
  const links = await readdir('/proc/self/fd');
  // A link that is gone is that of this very listing.
  const files = await Promise.all(links.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return files.filter((file) => file.startsWith(folder));
}
