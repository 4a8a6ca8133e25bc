import { Cleanup } from '#main/services/cleanup.ts';
import { Media } from '#main/services/page/media.ts';
import { type PageHandler, withBodies } from '#main/services/page/page-handler.ts';
import { Previews } from '#main/services/page/previews.ts';
import { openBodyStore } from '#test/harness/services/body-store.ts';
import { noSignal, startSession } from '#test/harness/services/support.ts';
import { Guard } from '#web/guard.ts';
import { answerRequests, HttpServer } from '#web/http-server.ts';
import { Openings } from '#web/openings.ts';
import { DownloadTickets } from '#web/tickets.ts';

/** The handlers that the browser host serves its window by, with a page of a test's own. */
export interface MediaServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** Keeps a body as a response's. @returns the path under which a window's document may load it. */
  issue(contentType: string, content: Uint8Array): Promise<string>;
}

/** Starts it. Call it in a test. */
export async function serveMedia(page: PageHandler): Promise<MediaServer> {
  await using cleanup = new Cleanup();
  const onError = (error: unknown) => {
    throw error;
  };
  const { bodies } = await openBodyStore({ onError });
  cleanup.defer(() => bodies.close());
  const media = cleanup.use(new Media(bodies));
  const previews = cleanup.use(new Previews({ bodies, maxBytes: 1024 }));
  const http = new HttpServer();
  cleanup.defer(() => http[Symbol.asyncDispose]());
  http.server.on(
    'request',
    answerRequests({
      guard: new Guard('127.0.0.1', 'token'),
      tickets: cleanup.use(new DownloadTickets()),
      openings: cleanup.use(new Openings()),
      page: withBodies(page, { previews, media }),
      onError,
    }),
  );
  const port = await http.listen('127.0.0.1', 0, onError);
  const session = startSession();
  const resources = cleanup.move();
  return {
    origin: `http://127.0.0.1:${port}`,
    async issue(contentType, content) {
      const body = await bodies.create({ contentType, fileName: 'body' });
      await body.write(content);
      await body.finish('complete');
      return (await media.issue(session, body.id, noSignal())).path;
    },
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}
