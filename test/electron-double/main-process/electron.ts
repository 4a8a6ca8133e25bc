import type * as Electron from 'electron';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { ipcMain } from './ipc-main.ts';
import { loud, missing } from './loud.ts';
import { Menu, MenuItem } from './menu.ts';
import { MessageChannelMain } from './message-ports.ts';
import { autoUpdater, clipboard, dialog, nativeTheme, powerMonitor, shell } from './native.ts';
import { protocol } from './protocol.ts';
import { recordedCalls } from './recorded-calls.ts';
import { safeStorage } from './safe-storage.ts';
import { screen } from './screen.ts';
import { session } from './session.ts';
import { WebContents as webContents } from './web-contents.ts';

// An ES module's import of a name that is not exported would fail before any code runs, though nobody uses it.
export const BaseWindow = missing('BaseWindow');
export const BrowserView = missing('BrowserView');
export const ClipboardItem = missing('ClipboardItem');
export const ImageView = missing('ImageView');
export const Notification = missing('Notification');
export const ShareMenu = missing('ShareMenu');
export const TouchBar = missing('TouchBar');
export const Tray = missing('Tray');
export const View = missing('View');
export const WebContentsView = missing('WebContentsView');
export const contentTracing = missing('contentTracing');
export const crashReporter = missing('crashReporter');
export const desktopCapturer = missing('desktopCapturer');
export const globalShortcut = missing('globalShortcut');
export const inAppPurchase = missing('inAppPurchase');
export const nativeImage = missing('nativeImage');
export const net = missing('net');
export const netLog = missing('netLog');
export const powerSaveBlocker = missing('powerSaveBlocker');
export const pushNotifications = missing('pushNotifications');
export const systemPreferences = missing('systemPreferences');
export const utilityProcess = missing('utilityProcess');
export const webFrameMain = missing('webFrameMain');
export {
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  webContents,
};

const api = {
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  webContents,
} satisfies Partial<Record<keyof typeof Electron, object>>;

/** What `require('electron')` gives; `electronDouble` tells tests of calls that have no effect here. */
export default loud('electron', { ...api, electronDouble: { recordedCalls } });
