import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

// What no test without Electron itself can show by its effect: that no window is made with less than Electron's own
// protection. So this reads the sources.

const sources = ['src/main', 'src/preload']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => [file, readFileSync(file, 'utf8')] as const);

it('every window is sandboxed, isolated and without Node', () => {
  const windows = sources.flatMap(([file, text]) =>
    text
      .split('new BrowserWindow(')
      .slice(1)
      .map((rest) => [file, rest.slice(0, rest.indexOf('});'))] as const),
  );
  expect(windows).not.toEqual([]);
  for (const [file, options] of windows) {
    expect(options, file).toContain('sandbox: true');
    expect(options, file).toContain('contextIsolation: true');
    expect(options, file).toContain('nodeIntegration: false');
  }
});

it.each([
  'webSecurity',
  'allowRunningInsecureContent',
  'experimentalFeatures',
  'enableBlinkFeatures',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
  'webviewTag',
  'allowpopups',
  'sandbox: false',
  'loadFile(',
  'executeJavaScript',
  'setCertificateVerifyProc',
  'bypassCSP',
  'WebContentsView',
])('no source so much as names %s', (word) => {
  expect(sources.filter(([, text]) => text.includes(word)).map(([file]) => file)).toEqual([]);
});

it('only the checked function opens anything outside of the app', () => {
  const opening = sources.filter(([, text]) => /shell\.(?:openExternal|openPath)/.test(text));
  expect(opening.map(([file]) => file)).toEqual([join('src/main/guard-contents.ts')]);
  expect(opening.every(([, text]) => !text.includes('openPath'))).toBe(true);
});
