import { protocol } from 'electron';
import { forHost, type PageHandler } from './services/page/page-handler.ts';

const scheme = 'app';
const host = 'parley';

/** The origin of every window of the built app. */
export const appOrigin = `${scheme}://${host}`;

/** Makes `app:` a scheme like https: with an origin, fetch and a secure context. Before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/** Answers `app://parley/…` with the built window, and any other host below `app:` with nothing. */
export function serveAppProtocol(page: PageHandler): void {
  protocol.handle(scheme, forHost(host, page));
}
