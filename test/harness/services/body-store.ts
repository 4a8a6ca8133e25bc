import { expect, onTestFinished, vi } from 'vitest';
import type { Body } from '#main/services/bodies/body.ts';
import { BodyStore, type BodyStoreOptions } from '#main/services/bodies/store.ts';
import type { Platform } from '#main/services/platform.ts';
import { startEngine } from './body-engine.ts';
import { savesNothing } from './saving.ts';
import { temporaryFolder } from './support.ts';

type Options = Partial<Omit<BodyStoreOptions, 'engine' | 'platform'> & Pick<Platform, 'saveBody'>>;

/** A store of bodies that ends with the test: in a folder of its own, its errors gathered, where nothing else is said. */
export async function openBodyStore({ saveBody = savesNothing, ...options }: Options = {}) {
  const errors: unknown[] = [];
  const onError = options.onError ?? ((error: unknown) => errors.push(error));
  const folder = options.folder ?? (await temporaryFolder());
  const engine = startEngine(onError);
  const bodies = await BodyStore.open({ ...options, folder, platform: { saveBody }, engine, onError });
  onTestFinished(() => bodies.close());
  return { bodies, folder, engine, errors, onError };
}

/** Writes, and waits until readers have it. */
export async function append(body: Body, bytes: Uint8Array): Promise<void> {
  const { size } = body.info;
  await body.write(bytes);
  await vi.waitFor(() => expect(body.info.size).toBe(size + bytes.byteLength), {
    interval: 1,
    timeout: 10_000,
  });
}
