import { byeFrame, isByeFrame, isHelloFrame, refusalFrame } from '../protocol/frame.ts';
import type { Frame, Pipe } from '../protocol/pipe.ts';
import { sessionIdOf } from '../protocol/session-id.ts';
import { PipeBase } from './pipe-base.ts';

/** The channel of electron-trpc's preload bridge. */
const defaultChannel = 'electron-trpc';

/** Milliseconds within which a removed sub-frame is noticed; Electron has no event for it. */
const sweepMs = 1000;

/** What the transport uses of Electron's `WebFrameMain`. */
export interface ElectronFrame {
  readonly frameTreeNodeId: number;
  readonly processId: number;
  readonly routingId: number;
  readonly origin: string;
  readonly url: string;
  readonly detached: boolean;
  readonly framesInSubtree: readonly ElectronFrame[];
  isDestroyed(): boolean;
  send(channel: string, ...args: unknown[]): void;
}

type FrameNavigated = (
  event: unknown,
  url: string,
  httpResponseCode: number,
  httpStatusText: string,
  isMainFrame: boolean,
  frameProcessId: number,
  frameRoutingId: number,
) => void;

/** What the transport uses of Electron's `WebContents`. */
export interface ElectronWebContents {
  readonly id: number;
  readonly mainFrame: ElectronFrame;
  isDestroyed(): boolean;
  on(event: 'did-frame-navigate', listener: FrameNavigated): unknown;
  on(event: 'render-process-gone' | 'destroyed', listener: () => void): unknown;
  off(event: 'did-frame-navigate', listener: FrameNavigated): unknown;
  off(event: 'render-process-gone' | 'destroyed', listener: () => void): unknown;
}

export interface ElectronEvent<TContents extends ElectronWebContents> {
  readonly sender: TContents;
  readonly senderFrame: ElectronFrame | null;
}

type ElectronListener<TContents extends ElectronWebContents> = (
  event: ElectronEvent<TContents>,
  frame: unknown,
) => void;

/** What the transport uses of Electron's `ipcMain`. */
export interface ElectronIpcMain<TContents extends ElectronWebContents> {
  on(channel: string, listener: ElectronListener<TContents>): unknown;
  off(channel: string, listener: ElectronListener<TContents>): unknown;
}

/** Who is at the other end of a pipe. */
export interface ElectronSender<TContents extends ElectronWebContents> {
  readonly contents: TContents;
  readonly frame: ElectronFrame;
}

export interface ElectronTransportOptions<TContents extends ElectronWebContents> {
  readonly ipcMain: ElectronIpcMain<TContents>;
  /** Whether a frame may ask for anything at all. Asked of every frame that arrives, before more than its session's id is read. */
  readonly allow: (sender: ElectronSender<TContents>) => boolean;
  /** A document has opened a session: serve it. */
  readonly onPipe: (pipe: Pipe, sender: ElectronSender<TContents>) => void;
  /** A frame that `allow` refused, or one without a frame to answer to. */
  readonly onRefused?: (reason: string, url: string | null) => void;
  /** Whether frames other than a window's main one are listened to (and then asked about). Default false. */
  readonly subFrames?: boolean;
  /** Sessions that a window can have open at once; one more is refused. Default 64. */
  readonly maxSessions?: number;
  readonly channel?: string;
}

/**
 * Listens for windows on electron-trpc's channel, and makes a pipe for each session of each document. A pipe ends when
 * its document goes: by `bye`, navigation, crash or destruction, and for a sub-frame also when it is removed.
 * @returns what stops it: every pipe is ended and every listener removed. Twice is harmless.
 */
export function listenElectron<TContents extends ElectronWebContents>(
  options: ElectronTransportOptions<TContents>,
): Disposable {
  const transport = new ElectronTransport(options);
  return { [Symbol.dispose]: () => transport.dispose() };
}

interface OpenPipe<TContents extends ElectronWebContents> {
  readonly pipe: PipeBase;
  readonly contents: TContents;
  readonly frame: ElectronFrame;
  /** The frame's own, kept since a frame that is gone can't be asked. */
  readonly frameTreeNodeId: number;
  readonly isMainFrame: boolean;
}

class ElectronTransport<TContents extends ElectronWebContents> {
  readonly #channel: string;
  readonly #pipes = new Map<string, OpenPipe<TContents>>();
  /** What takes a window's listeners off again. */
  readonly #watched = new Map<TContents, () => void>();
  #sweep: ReturnType<typeof setInterval> | null = null;

  constructor(private readonly options: ElectronTransportOptions<TContents>) {
    this.#channel = options.channel ?? defaultChannel;
    options.ipcMain.on(this.#channel, this.#listener);
  }

  dispose(): void {
    this.options.ipcMain.off(this.#channel, this.#listener);
    for (const { pipe } of [...this.#pipes.values()]) pipe.close();
  }

  readonly #listener: ElectronListener<TContents> = ({ sender: contents, senderFrame }, frame) => {
    const id = sessionIdOf(frame);
    const open = this.#pipes.get(id ?? '');
    if (open && open.contents !== contents) return this.#refuse('a session of another window', senderFrame);
    if (senderFrame === null || isGone(senderFrame)) {
      // A document says goodbye as it goes, when its frame may be gone already. The nonce says that it is the one.
      if (open && isByeFrame(frame)) open.pipe.end();
      else this.#refuse('no frame', null);
      return;
    }
    const sender = { contents, frame: senderFrame };
    const { frameTreeNodeId } = senderFrame;
    const isMainFrame = frameTreeNodeId === contents.mainFrame.frameTreeNodeId;
    if (!isMainFrame && !this.options.subFrames) return this.#refuse('a sub-frame', senderFrame, id);
    const objection = this.#objection(sender);
    if (objection !== null) return this.#refuse(objection, senderFrame, id);
    if (id === null) return this.#refuse('no session', senderFrame);
    if (open && open.frameTreeNodeId !== frameTreeNodeId) {
      return this.#refuse('a session of another frame', senderFrame);
    }
    if (open) return isByeFrame(frame) ? open.pipe.end() : open.pipe.deliver(frame);
    if (!isHelloFrame(frame)) {
      // Late: its session is over, which its document may not have heard yet.
      if (!isByeFrame(frame)) trySend(senderFrame, this.#channel, byeFrame(id));
      return;
    }
    if (this.#sessionCount(contents) >= (this.options.maxSessions ?? 64)) {
      return this.#refuse('too many sessions', senderFrame, id);
    }
    this.#open(id, sender, isMainFrame);
  };

  /** Why a sender is not allowed; null where it is. A check that fails lets nobody in. */
  #objection(sender: ElectronSender<TContents>): string | null {
    try {
      return this.options.allow(sender) ? null : 'not allowed';
    } catch (cause) {
      return cause instanceof Error ? cause.message : String(cause);
    }
  }

  #sessionCount(contents: TContents): number {
    let count = 0;
    for (const open of this.#pipes.values()) if (open.contents === contents) count += 1;
    return count;
  }

  #refuse(reason: string, frame: ElectronFrame | null, id: string | null = null): void {
    this.#report(reason, frame);
    // Whoever is refused is told so, rather than left waiting; nothing else is said.
    if (frame && id) trySend(frame, this.#channel, refusalFrame(id));
  }

  /** What the host does with it is its own: it must not end in main's uncaught errors for what a window sent. */
  #report(reason: string, frame: ElectronFrame | null): void {
    try {
      this.options.onRefused?.(reason, frame && !isGone(frame) ? frame.url : null);
    } catch {
      // Whoever is told of failures has failed itself: nobody is left to be told.
    }
  }

  #open(id: string, sender: ElectronSender<TContents>, isMainFrame: boolean): void {
    const { contents, frame } = sender;
    const pipe = new PipeBase({
      send: (message) => frame.send(this.#channel, message),
      release: (isClosed) => {
        this.#pipes.delete(id);
        this.#unwatch(contents);
        // A channel has no end that the document could notice.
        if (isClosed) trySend(frame, this.#channel, byeFrame(id));
      },
    });
    const { frameTreeNodeId } = frame;
    this.#pipes.set(id, { pipe, contents, frame, frameTreeNodeId, isMainFrame });
    this.#watch(contents);
    if (!isMainFrame) this.#sweep ??= setInterval(() => this.#endRemovedFrames(), sweepMs);
    try {
      this.options.onPipe(pipe, sender);
    } catch (cause) {
      pipe.close();
      this.#report(`not served: ${cause instanceof Error ? cause.message : String(cause)}`, frame);
    }
  }

  #watch(contents: TContents): void {
    if (this.#watched.has(contents)) return;
    const endAll = () => this.#endWhere((open) => open.contents === contents);
    const onNavigate: FrameNavigated = (_event, _url, _code, _text, isMainFrame, processId, routingId) => {
      if (isMainFrame) return endAll();
      const frame = contents.mainFrame.framesInSubtree.find(
        (candidate) => candidate.processId === processId && candidate.routingId === routingId,
      );
      this.#endWhere((open) => open.contents === contents && open.frameTreeNodeId === frame?.frameTreeNodeId);
    };
    contents.on('did-frame-navigate', onNavigate);
    contents.on('render-process-gone', endAll);
    contents.on('destroyed', endAll);
    this.#watched.set(contents, () => {
      contents.off('did-frame-navigate', onNavigate);
      contents.off('render-process-gone', endAll);
      contents.off('destroyed', endAll);
    });
  }

  /** Takes the listeners off a window with its last session. */
  #unwatch(contents: TContents): void {
    const open = [...this.#pipes.values()];
    if (this.#sweep !== null && open.every(({ isMainFrame }) => isMainFrame)) {
      clearInterval(this.#sweep);
      this.#sweep = null;
    }
    if (open.some((other) => other.contents === contents)) return;
    this.#watched.get(contents)?.();
    this.#watched.delete(contents);
  }

  #endRemovedFrames(): void {
    this.#endWhere(({ frame }) => isGone(frame));
  }

  #endWhere(matches: (open: OpenPipe<TContents>) => boolean): void {
    for (const open of [...this.#pipes.values()]) if (matches(open)) open.pipe.end();
  }
}

/** Asked first: a destroyed frame throws at every other property. */
function isGone(frame: ElectronFrame): boolean {
  return frame.isDestroyed() || frame.detached;
}

/** A frame can be disposed of between its message and the answer. */
function trySend(frame: ElectronFrame, channel: string, message: Frame): void {
  if (isGone(frame)) return;
  try {
    frame.send(channel, message);
  } catch {
    // Gone in between: nobody is there to be told.
  }
}
