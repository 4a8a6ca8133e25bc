/**
 * What `electron` is to everything that the bench bundles, the peers' code included (an alias in
 * `build-processes.ts`). Two forked processes take the places of main and window: what `ipcRenderer` and
 * `WebFrameMain` send crosses between them by V8's structured clone, as in Electron.
 *
 * Left out, to the advantage of whoever sends objects: contextBridge passes an API's arguments on as they are, where
 * Electron's copies them, value by value, between the preload's world and the page's.
 */
export { BrowserWindow, ipcMain } from './main.ts';
export { contextBridge, ipcRenderer } from './window.ts';
