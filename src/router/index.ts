import { appProcedures } from './procedures/app.ts';
import { bodiesProcedures, uploadsProcedures } from './procedures/bodies.ts';
import { bodyJobsProcedures } from './procedures/body-jobs.ts';
import { collectionsProcedures } from './procedures/collections.ts';
import { draftsProcedures } from './procedures/drafts.ts';
import { environmentsProcedures } from './procedures/environments.ts';
import { historyProcedures } from './procedures/history.ts';
import { lifecycleProcedures } from './procedures/lifecycle.ts';
import { logProcedures } from './procedures/log.ts';
import { requestsProcedures } from './procedures/requests.ts';
import { settingsProcedures } from './procedures/settings.ts';
import { tabsProcedures } from './procedures/tabs.ts';
import { updatesProcedures } from './procedures/updates.ts';
import { createBuilder, createProcedure, type RouterOptions } from './trpc.ts';

/**
 * Everything that a window may ask of main.
 * @param options `isDev` decides whether stack traces cross to the window.
 */
export function createAppRouter(options: RouterOptions) {
  const t = createBuilder(options);
  const procedure = createProcedure(t);
  return t.router({
    app: t.router(appProcedures(procedure)),
    lifecycle: t.router(lifecycleProcedures(procedure)),
    log: t.router(logProcedures(procedure)),
    requests: t.router(requestsProcedures(procedure)),
    bodies: t.router({ ...bodiesProcedures(procedure), ...bodyJobsProcedures(procedure) }),
    uploads: t.router(uploadsProcedures(procedure)),
    collections: t.router(collectionsProcedures(procedure)),
    drafts: t.router(draftsProcedures(procedure)),
    tabs: t.router(tabsProcedures(procedure)),
    history: t.router(historyProcedures(procedure)),
    environments: t.router(environmentsProcedures(procedure)),
    settings: t.router(settingsProcedures(procedure)),
    updates: t.router(updatesProcedures(procedure)),
  });
}

export type AppRouter = ReturnType<typeof createAppRouter>;
