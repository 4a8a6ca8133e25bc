import { app, BrowserWindow, type Session, shell, type WebContents } from 'electron';
import { isPermitted, mayNavigate } from './contents-rules.ts';
import { openExternal } from './external-link.ts';
import { askToOpenLink } from './questions.ts';

export interface GuardOptions {
  /** The only page that a window ever shows. */
  readonly pageUrl: string;
  readonly report: (error: unknown) => void;
}

/** Holds every page of the app to `contents-rules.ts`, however it came to be. Before the first window. */
export function guardAllContents(options: GuardOptions): void {
  const guarded = new WeakSet<Session>();
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, options);
    if (guarded.has(contents.session)) return;
    guarded.add(contents.session);
    guardSession(contents.session, options);
  });
}

function guardContents(contents: WebContents, { pageUrl, report }: GuardOptions): void {
  contents.on('will-navigate', (event) => {
    if (!mayNavigate(event, pageUrl)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!mayNavigate(event, pageUrl)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!mayNavigate(event, pageUrl)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());

  let isAsking = false;
  contents.setWindowOpenHandler(({ url }) => {
    // One question at a time: a page can't bury the person in them.
    if (!isAsking) {
      isAsking = true;
      const confirm = (link: string) => askToOpenLink(BrowserWindow.fromWebContents(contents), link);
      const open = (link: string) => shell.openExternal(link);
      openExternal(url, { confirm, open })
        .catch(report)
        .finally(() => {
          isAsking = false;
        });
    }
    return { action: 'deny' };
  });
}

function guardSession(session: Session, { pageUrl }: GuardOptions): void {
  session.setPermissionRequestHandler(
    (_contents, permission, callback, { requestingUrl: url, isMainFrame }) =>
      callback(isPermitted(permission, { url, isMainFrame }, pageUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, url, { isMainFrame }) =>
    isPermitted(permission, { url, isMainFrame }, pageUrl),
  );
  // Main writes what is saved, where a native dialog said: no page has anything to download.
  session.on('will-download', (event) => event.preventDefault());
}
