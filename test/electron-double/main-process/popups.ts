import type * as Electron from 'electron';
import type { CdpSession } from '../chromium/connection.ts';
import type { Protocol } from '../chromium/protocol.ts';
import { announcements } from './announcements.ts';
import { BrowserWindow } from './browser-window.ts';
import { refuseDocuments } from './document-requests.ts';
import { state } from './process-state.ts';
import { WebContents } from './web-contents.ts';

/** What each page has last said that it opens. */
const lastOpened = new WeakMap<WebContents, Protocol.Page.windowOpenPayload>();

/** Has what pages open become windows, or not. */
export function followPopups(): void {
  announcements.on('window-open', (contents, opened) => lastOpened.set(contents, opened));
  state.chromium.on('popup', onPopup);
}

/** A page has opened another one: its contents' handler decides whether that becomes a window. */
function onPopup(session: CdpSession, openerId: string): void {
  const opener = WebContents.fromDevToolsTargetId(openerId);
  if (!opener) {
    void state.chromium.letGo(session);
    return;
  }
  const details = detailsOf(opener);
  const answer = opener.askToOpen(details);
  if (answer.action === 'deny') return refuse(session);
  const overridden = answer.overrideBrowserWindowOptions ?? {};
  const options: Electron.BrowserWindowConstructorOptions = {
    ...overridden,
    webPreferences: { ...opener.options.webPreferences, ...overridden.webPreferences },
  };
  const window = new BrowserWindow(options);
  window.adopt(session);
  opener.emit('did-create-window', window, { ...details, options });
}

/** Chromium has opened it already: it is closed again, and loads nothing meanwhile. */
function refuse(session: CdpSession): void {
  refuseDocuments(session.target?.targetId ?? '');
  state.chromium.dismiss(session);
}

function detailsOf(opener: WebContents): Electron.HandlerDetails {
  const opened = lastOpened.get(opener);
  const features = (opened?.windowFeatures ?? []).filter((feature) => feature.includes('='));
  return {
    url: state.schemes.toElectron(opened?.url ?? ''),
    frameName: opened?.windowName === '_blank' ? '' : (opened?.windowName ?? ''),
    features: features.join(','),
    disposition: features.length > 0 ? 'new-window' : 'foreground-tab',
    referrer: { url: '', policy: 'strict-origin-when-cross-origin' },
  };
}
