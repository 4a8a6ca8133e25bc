import { workerRouter } from './router.ts';
import { serveWorker } from './serve-worker.ts';

/** The thread that reads bodies, apart from main, which must not wait for it. */
serveWorker(workerRouter);
