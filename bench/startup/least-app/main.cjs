// The least that an app like Parley can be: a window, and one word in it over a scheme of its own.
const { app, BrowserWindow, protocol } = require('electron');

const page = '<!doctype html><html lang="en"><title>Least</title><p>Least</p></html>';
const headers = { 'Content-Type': 'text/html; charset=utf-8' };

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
void app.whenReady().then(() => {
  protocol.handle('app', () => new Response(page, { headers }));
  return new BrowserWindow({ width: 1280, height: 840 }).loadURL('app://least/');
});
