import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { newId } from '#main/services/ids.ts';
import { opaqueId } from '#router/contracts/ids.ts';
import type { Caller } from '#test/harness/services/callers.ts';
import type { Inputs } from './window-inputs.ts';

/** Calls a procedure by its path, and reads a stream to its end. What came, as text, or why it was refused. */
async function call(window: Caller, path: string, input: unknown): Promise<string> {
  const target = path.split('.').reduce<unknown>((from, key) => Reflect.get(Object(from), key), window);
  if (typeof target !== 'function') throw new Error(`there is no ${path}`);
  try {
    const answer: unknown = await Reflect.apply(target, undefined, [input]);
    if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer))
      return JSON.stringify(answer ?? null);
    const parts: string[] = [];
    for await (const part of z.custom<AsyncIterable<unknown>>().parse(answer)) {
      parts.push(part instanceof Uint8Array ? Buffer.from(part).toString() : JSON.stringify(part));
      if (endless.has(path)) break;
    }
    return parts.join('');
  } catch (cause) {
    if (!(cause instanceof TRPCError)) throw cause;
    return `${cause.code}: ${cause.message}`;
  }
}

/** Streams that go on for as long as somebody watches: what they say first is all there is at that time. */
const endless = new Set([
  'bodies.ofFile',
  'collections.defaults',
  'drafts.progress',
  'drafts.watch',
  'environments.scope',
  'environments.watch',
  'history.watch',
]);

/**
 * A send's id is good for one send, so that each attempt gets one of its own; then all of it is waited for. What is renamed
 * may have another id afterwards, so that each attempt gets something new to rename.
 */
export async function attempt(
  window: Caller,
  { shop }: Pick<Inputs, 'shop'>,
  path: string,
  input: unknown,
): Promise<string> {
  const renamed = z.object({ id: opaqueId, name: z.string() }).safeParse(input);
  if (renamed.success && path === 'collections.rename') {
    const { id } = await window.collections.createRequest({ parentId: shop, name: 'to be renamed' });
    return call(window, path, { ...renamed.data, id });
  }
  if (renamed.success && path === 'environments.rename') {
    const id = await window.environments.create({ collectionId: shop, name: newId() });
    // Two can't have one name, and `create` has tried them all.
    return call(window, path, { id, name: `${renamed.data.name}2` });
  }
  if (path !== 'requests.send') return call(window, path, input);
  const id = newId();
  const tried = z.looseObject({ id: z.string() }).parse(input);
  const answer = await call(window, path, /^[\w-]{22}$/.test(tried.id) ? { ...tried, id } : tried);
  return `${answer} ${answer.startsWith('{') ? await call(window, 'requests.events', { id }) : ''}`;
}
