import { protocol } from 'electron';
import type { PageHandler } from './services/page/page-handler.ts';

const scheme = 'app';

/** The origin of every window of the built app. */
export const appOrigin = `${scheme}://parley`;

/** Makes `app:` a scheme like https: with an origin, fetch and a secure context. Before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/** Answers `app://parley/…` with the built window, and any other host below `app:` with nothing. */
export function serveAppProtocol(page: PageHandler): void {
  protocol.handle(scheme, (request) =>
    new URL(request.url).host === 'parley' ? page(request) : new Response('Not found', { status: 404 }),
  );
}
