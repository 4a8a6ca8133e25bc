import type { Chromium } from '../chromium/chromium.ts';
import { SchemeMap } from './scheme-map.ts';
import type { ProtocolHandler } from './scheme-server.ts';

/** What Electron's executable knows of the app that it runs. */
export interface AppInfo {
  /** The double's own executable. */
  readonly executable: string;
  /** The app's folder. */
  readonly appPath: string;
  readonly name: string;
  readonly version: string;
  readonly isPackaged: boolean;
}

/** What there is once in a main process, and is needed by many of its parts. */
class ProcessState {
  readonly schemes = new SchemeMap();
  readonly protocolHandlers = new Map<string, ProtocolHandler>();
  #app: AppInfo | null = null;
  #chromium: Chromium | null = null;

  get app(): AppInfo {
    if (!this.#app) throw new Error('The Electron double has no app yet');
    return this.#app;
  }

  set app(app: AppInfo) {
    this.#app = app;
  }

  /** Set when the app becomes ready. */
  get chromium(): Chromium {
    if (!this.#chromium) throw new Error('This can be used only after the app is ready');
    return this.#chromium;
  }

  set chromium(chromium: Chromium) {
    this.#chromium = chromium;
  }

  get isReady(): boolean {
    return this.#chromium !== null;
  }
}

export const state = new ProcessState();
