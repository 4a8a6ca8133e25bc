import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { loud, makeLoud } from './loud.ts';
import { recorded, recordedOnly } from './recorded-calls.ts';

/** What a person would have to answer: a test answers it by putting a function of its own in the place of this one. */
function unanswered(api: string): (...args: unknown[]) => Promise<never> {
  return recorded(api, () => new Promise<never>(() => undefined));
}

export const dialog = loud('dialog', {
  showOpenDialog: unanswered('dialog.showOpenDialog'),
  showSaveDialog: unanswered('dialog.showSaveDialog'),
  showMessageBox: unanswered('dialog.showMessageBox'),
  showErrorBox: recorded('dialog.showErrorBox', (title: string, content: string) => {
    console.error(`${title}: ${content}`);
  }),
} satisfies Pick<Electron.Dialog, 'showOpenDialog' | 'showSaveDialog' | 'showMessageBox' | 'showErrorBox'>);

export const shell = loud('shell', {
  openExternal: recorded('shell.openExternal', () => Promise.resolve()),
  openPath: recorded('shell.openPath', () => Promise.resolve('')),
  showItemInFolder: recordedOnly('shell.showItemInFolder'),
  trashItem: recorded('shell.trashItem', () => Promise.resolve()),
  beep: recordedOnly('shell.beep'),
} satisfies Pick<Electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder' | 'trashItem' | 'beep'>);

/** A clipboard of this process alone; the pages have Chromium's. */
export class Clipboard implements Pick<Electron.Clipboard, 'readText' | 'writeText' | 'clear'> {
  #text = '';

  async readText(): Promise<string> {
    return this.#text;
  }
  async writeText(text: string): Promise<void> {
    this.#text = text;
  }
  clear(): void {
    this.#text = '';
  }
}
makeLoud('clipboard', Clipboard);
export const clipboard = new Clipboard();

type ThemeSource = Electron.NativeTheme['themeSource'];

/** Light, unless the app says otherwise. Pages are not told. */
export class NativeTheme extends EventEmitter {
  #themeSource: ThemeSource = 'system';
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;

  get shouldUseDarkColors(): boolean {
    return this.#themeSource === 'dark';
  }
  get themeSource(): ThemeSource {
    return this.#themeSource;
  }
  set themeSource(source: ThemeSource) {
    if (source === this.#themeSource) return;
    this.#themeSource = source;
    this.emit('updated');
  }
}
makeLoud('nativeTheme', NativeTheme);
export const nativeTheme = new NativeTheme();

/** A machine on mains that nobody shuts down: a test emits `shutdown` and the like itself. */
export class PowerMonitor extends EventEmitter {
  readonly onBatteryPower = false;

  isOnBatteryPower(): boolean {
    return false;
  }
  getSystemIdleTime(): number {
    return 0;
  }
  getSystemIdleState(): 'active' {
    return 'active';
  }
}
makeLoud('powerMonitor', PowerMonitor);
export const powerMonitor = new PowerMonitor();

export class AutoUpdater extends EventEmitter {
  readonly setFeedURL = recordedOnly('autoUpdater.setFeedURL');
  readonly getFeedURL = recorded('autoUpdater.getFeedURL', () => '');
  readonly checkForUpdates = recordedOnly('autoUpdater.checkForUpdates');
  readonly quitAndInstall = recordedOnly('autoUpdater.quitAndInstall');
}
makeLoud('autoUpdater', AutoUpdater);
export const autoUpdater = new AutoUpdater();
