import { CollectionsPage } from './collections-page.ts';
import { expect, test as base } from './test.ts';

export { expect };

/** An app that goes on for the next test, with no collection open in it. */
export const test = base.extend<{ collections: CollectionsPage }>({
  sharedApp: true,
  collections: async ({ host, parley }, use, testInfo) => {
    const collections = new CollectionsPage(host, parley);
    await use(collections);
    if (testInfo.status === testInfo.expectedStatus) await collections.close();
  },
});
