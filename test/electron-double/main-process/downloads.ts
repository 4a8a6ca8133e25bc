import { EventEmitter } from 'node:events';
import { copyFileSync, rmSync } from 'node:fs';
import type { Protocol } from '../chromium/protocol.ts';
import { makeLoud } from './loud.ts';
import { PreventableEvent } from './preventable-event.ts';
import { state } from './process-state.ts';
import { recordedCalls } from './recorded-calls.ts';
import { defaultSession } from './session.ts';
import { WebContents } from './web-contents.ts';

type Progress = Protocol.Browser.downloadProgressPayload;

const states = { inProgress: 'progressing', completed: 'completed', canceled: 'cancelled' } as const;

class DownloadItem extends EventEmitter {
  #savePath = '';
  #state: (typeof states)[keyof typeof states] = 'progressing';
  #receivedBytes = 0;
  #totalBytes = 0;
  #isCancelled = false;

  constructor(private readonly begun: Protocol.Browser.downloadWillBeginPayload) {
    super();
  }

  getURL(): string {
    return state.schemes.toElectron(this.begun.url);
  }
  getFilename(): string {
    return this.begun.suggestedFilename;
  }
  getSavePath(): string {
    return this.#savePath;
  }
  setSavePath(file: string): void {
    this.#savePath = file;
  }
  getState(): string {
    return this.#state;
  }
  getReceivedBytes(): number {
    return this.#receivedBytes;
  }
  getTotalBytes(): number {
    return this.#totalBytes;
  }
  cancel(): void {
    this.#isCancelled = true;
    state.chromium.browser.post('Browser.cancelDownload', { guid: this.begun.guid });
  }

  /** For the double's own use. */
  onProgress(progress: Progress): void {
    // A short one has ended before Chromium hears that it is not wanted.
    const isLate = this.#isCancelled && progress.state === 'completed';
    this.#state = isLate ? 'cancelled' : states[progress.state];
    this.#receivedBytes = progress.receivedBytes;
    this.#totalBytes = progress.totalBytes;
    if (progress.state === 'inProgress') {
      this.emit('updated', new PreventableEvent(), this.#state);
      return;
    }
    if (progress.state === 'completed') this.#settle(progress.filePath);
    this.emit('done', new PreventableEvent(), this.#state);
  }

  /** @param file where Chromium has put it, under a name of its own */
  #settle(file: string | undefined): void {
    if (file === undefined) return;
    // Without a place, Electron would ask for one; nobody is there to answer.
    if (this.#state === 'completed' && this.#savePath !== '') copyFileSync(file, this.#savePath);
    rmSync(file, { force: true });
  }
}
makeLoud('DownloadItem', DownloadItem);

/** Tells the session of downloads, which it can prevent. What is given no place is thrown away. */
export async function followDownloads(): Promise<void> {
  const { chromium } = state;
  const items = new Map<string, DownloadItem>();
  chromium.on('download-begins', (begun) => {
    const item = new DownloadItem(begun);
    items.set(begun.guid, item);
    recordedCalls.push({ api: 'session.will-download', args: [item.getURL()] });
    const event = new PreventableEvent();
    defaultSession.emit('will-download', event, item, WebContents.ofFrame(begun.frameId));
    if (event.defaultPrevented) item.cancel();
  });
  chromium.on('download-progress', (progress) => {
    items.get(progress.guid)?.onProgress(progress);
    if (progress.state !== 'inProgress') items.delete(progress.guid);
  });
  await chromium.browser.send('Browser.setDownloadBehavior', {
    behavior: 'allowAndName',
    downloadPath: chromium.downloadFolder,
    eventsEnabled: true,
  });
}
