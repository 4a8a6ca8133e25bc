import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Session } from '#router/context.ts';
import { newId } from '#main/services/ids.ts';

/** A real folder for one test, removed after it. */
export async function temporaryFolder(): Promise<string> {
  // Without links in its path, as folders have that are opened as collections.
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'parley-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A document that ends when the test says so. */
export interface TestSession extends Session {
  end(): void;
}

export function startSession(windowId = 'window-1'): TestSession {
  const controller = new AbortController();
  return { id: newId(), windowId, signal: controller.signal, end: () => controller.abort() };
}

/** A signal that never aborts. */
export function noSignal(): AbortSignal {
  return new AbortController().signal;
}

/** What a stream yields, to its end. */
export async function all<TItem>(source: AsyncIterable<TItem>): Promise<TItem[]> {
  const items: TItem[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** The bytes of a stream, to its end. */
export async function allBytes(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await all(source));
}
