import { EventEmitter } from 'node:events';
import type { Protocol } from '../chromium/protocol.ts';
import type { BrowserWindow } from './browser-window.ts';
import type { ProcessGoneDetails } from './process-gone.ts';
import type { WebContents } from './web-contents.ts';

interface Announcements {
  'contents-created': [WebContents];
  'window-created': [BrowserWindow];
  'window-focused': [BrowserWindow];
  'window-blurred': [BrowserWindow];
  /** Somebody, the app or the page, wants to keep a window that was to be closed. */
  'close-cancelled': [];
  'last-window-closed': [];
  /** A page opens another one, which will come as a popup. */
  'window-open': [WebContents, Protocol.Page.windowOpenPayload];
  'render-process-gone': [WebContents, ProcessGoneDetails];
}

/** What windows and their contents tell the app, which they know nothing of. */
export const announcements = new EventEmitter<Announcements>();
