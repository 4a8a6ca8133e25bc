import { onTestFinished } from 'vitest';
import type { Services } from '#router/context.ts';
import type { TreeEvent } from '#router/contracts/collection.ts';
import { startMain, type TestMain } from './main.ts';
import { StandInDrafts } from './stand-in-drafts.ts';

export const collectionId = 'c'.repeat(22);

/** Main with stand-ins for drafts and tabs, and one open collection, "Shop", without anything in it, until the test ends. */
export async function startMainWithDrafts(): Promise<{ main: TestMain; drafts: StandInDrafts }> {
  const main = await startMain();
  onTestFinished(() => main[Symbol.asyncDispose]());
  const drafts = new StandInDrafts();
  const collections: Pick<Services['collections'], 'watch'> = { watch: oneCollection };
  Object.assign(main.services, drafts.services, { collections });
  return { main, drafts };
}

async function* oneCollection(): AsyncGenerator<TreeEvent> {
  const facts = { path: '/shop', problem: null, environments: [], environmentId: null };
  yield { type: 'collections', collections: [{ id: collectionId, name: 'Shop', state: 'ready', ...facts }] };
  yield { type: 'complete' };
}
