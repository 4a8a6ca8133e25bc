import { onTestFinished } from 'vitest';
import { OpenTabs } from '#renderer/features/tabs/open-tabs.ts';
import { startMain } from './main.ts';
import { saving } from './services/saving.ts';
import { temporaryFolder } from './services/support.ts';

export type WindowOnDisk = Awaited<ReturnType<typeof openWindowOnDisk>>;

/** A window with its tabs over main as it is, which makes collections in a folder of the test's own. */
export async function openWindowOnDisk() {
  const collectionsFolder = await temporaryFolder();
  const main = await startMain({
    platform: {
      ...{ host: 'browser', version: '1.2.3', collectionsFolder },
      saveBody: saving(({ fileName }) => ({ kind: 'saved', fileName })),
    },
  });
  onTestFinished(() => main[Symbol.asyncDispose]());
  const { client, ipc, goAway } = main.openWindow();
  const tabs = await OpenTabs.open(client);
  const stop = tabs.run();
  onTestFinished(stop);
  return { main, client, ipc, goAway, tabs, stop };
}
