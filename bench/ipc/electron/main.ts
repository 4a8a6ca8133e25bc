import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';

/** The page that every look-alike window shows. */
export const pageOrigin = 'app://parley';

/** Messages of windows by channel: listeners are given an event and what was sent. */
export const ipcMain = new EventEmitter();

/** A window's main frame, with what the transports use of a `WebFrameMain`. */
export class LookAlikeFrame {
  readonly frameTreeNodeId = 1;
  readonly routingId = 1;
  readonly origin = pageOrigin;
  readonly url = `${pageOrigin}/`;
  readonly detached = false;
  readonly framesInSubtree: readonly LookAlikeFrame[] = [this];

  constructor(private readonly child: ChildProcess) {}

  get processId(): number {
    return this.child.pid ?? 0;
  }

  isDestroyed(): boolean {
    return !this.child.connected;
  }

  send(channel: string, ...args: unknown[]): void {
    if (!this.isDestroyed()) this.child.send([channel, ...args]);
  }
}

/** With what the transports use of a `WebContents`. */
export class LookAlikeContents extends EventEmitter {
  readonly id = 1;

  constructor(readonly mainFrame: LookAlikeFrame) {
    super();
  }

  isDestroyed(): boolean {
    return this.mainFrame.isDestroyed();
  }

  send(channel: string, ...args: unknown[]): void {
    this.mainFrame.send(channel, ...args);
  }
}

/** A process in the place of a window. */
export class LookAlikeWindow {
  readonly id = 1;
  readonly webContents: LookAlikeContents;
  readonly pid: number;

  /** @param script what the window runs, with `args` in its `process.argv`. */
  constructor(script: string, args: readonly string[]) {
    const child = fork(script, args, { serialization: 'advanced' });
    this.pid = child.pid ?? 0;
    const frame = new LookAlikeFrame(child);
    const contents = new LookAlikeContents(frame);
    this.webContents = contents;
    child.on('message', (message: unknown) => {
      if (!Array.isArray(message)) return;
      const [channel, ...sent]: unknown[] = message;
      ipcMain.emit(
        String(channel),
        {
          sender: contents,
          senderFrame: frame,
          frameId: frame.routingId,
          processId: frame.processId,
          reply: (replyChannel: string, ...reply: unknown[]) => frame.send(replyChannel, ...reply),
        },
        ...sent,
      );
    });
    child.once('exit', () => contents.emit('destroyed'));
  }

  isDestroyed(): boolean {
    return this.webContents.isDestroyed();
  }
}

export { LookAlikeWindow as BrowserWindow };
