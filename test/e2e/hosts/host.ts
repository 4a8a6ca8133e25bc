import type { ParleyPage } from '../parley-page.ts';

/** `web`: the browser host. `double`: the desktop app on the double. `electron`: the same app on Electron itself. */
export type HostKind = 'web' | 'double' | 'electron';

/**
 * Parley on one of its hosts, as somebody sees it who sits in front of it: windows, a process behind them, and a folder
 * that outlives both. Starts nothing by itself.
 */
export interface Host extends AsyncDisposable {
  readonly kind: HostKind;
  /** Where main keeps drafts, responses and logs. */
  readonly dataFolder: string;
  /** Where the collections are that a test opens or makes; not there at first. */
  readonly collectionsFolder: string;
  readonly isRunning: boolean;
  /** The process that main runs in. Throws while it does not run. */
  readonly pid: number;

  /** Starts main on its folder, again where it has ended. Resolves with its first window, ready to be typed into. */
  start(): Promise<ParleyPage>;
  /** One more window: what `New Window` opens, or a tab. */
  newWindow(): Promise<ParleyPage>;
  /** After a start on a folder that several windows had: so many, opened by the person where the host does not. */
  reopenAll(count: number): Promise<ParleyPage[]>;
  /** Closes a window as its close button does. Resolves when that is asked for; it may not be done by then. */
  closeWindow(window: ParleyPage): Promise<void>;
  /** A window after the last one was closed. The app starts for it where it has ended with that one. */
  reopen(): Promise<ParleyPage>;
  /** Ends the process that draws a window, and brings the window back where the host leaves that to the person. */
  crashWindow(window: ParleyPage): Promise<CrashedWindow>;
  /** Ends main as a power cut would, and its windows with it. */
  kill(): Promise<void>;
  /** Ends main as a person would. Resolves with its exit code. */
  quit(): Promise<number | null>;

  /**
   * Does what saves a file, and says where to when that is asked.
   * @returns the path of the file, once it is whole.
   */
  saveFile(window: ParleyPage, act: () => Promise<void>): Promise<string>;

  /** Leaves no window that shows anything which was done in it, in an app that goes on. */
  clearWindows(): Promise<void>;
  /** Takes all windows away and leaves main alone, in an app that does not go on: it has to be killed. */
  closeWindows(): Promise<void>;
  /** After `clearWindows`: a window with an empty request, the only one. */
  freshWindow(): Promise<ParleyPage>;
  /** What main holds and did not hold when it had started, a line each. */
  leftovers(): Promise<string[]>;
}

/** A window whose page has crashed: to Playwright that page is gone for good, so this reads past it. */
export interface CrashedWindow {
  /** The value of an expression in what the window shows by now; rejects while it shows nothing. */
  evaluate(expression: string): Promise<unknown>;
}
