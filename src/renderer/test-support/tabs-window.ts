import { expect, onTestFinished, vi } from 'vitest';
import type { TRPCClient } from '@trpc/client';
import type { IpcClient } from '#ipc/client/index.ts';
import type { AppRouter } from '#router/index.ts';
import { OpenTabs } from '../features/tabs/open-tabs.ts';

interface OpenedWindow {
  readonly client: TRPCClient<AppRouter>;
  readonly ipc: IpcClient;
}

/** A window with its tabs, as the screen has them. */
export async function openTabsWindow({ client, ipc }: OpenedWindow) {
  const tabs = await OpenTabs.open(client);
  const stop = tabs.run();
  onTestFinished(stop);
  await Promise.all(tabs.snapshot().tabs.map((tab) => tab.open()));
  const active = () => {
    const tab = tabs.snapshot().active;
    if (!tab) throw new Error('no tab is open');
    return tab;
  };
  return {
    tabs,
    active,
    content: () => active().snapshot().content,
    type: (url: string) => active().edit((request) => ({ ...request, url })),
    urls: () => tabs.snapshot().tabs.map((tab) => tab.request?.url),
    saved: () => vi.waitFor(() => expect(tabs.snapshot().save.kind).toBe('saved'), { timeout: 10_000 }),
    newRequest: async (url?: string) => {
      tabs.newRequest();
      await active().open();
      if (url !== undefined) active().edit((request) => ({ ...request, url }));
    },
    /** As a reload does: the page is told that it goes, and its connection ends. */
    leave: () => {
      window.dispatchEvent(new Event('pagehide'));
      stop();
      ipc.close();
    },
  };
}
