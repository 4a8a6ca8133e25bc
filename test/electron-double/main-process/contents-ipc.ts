import { type IpcMain, ipcMain } from './ipc-main.ts';
import type { MessagePortMain } from './message-ports.ts';
import { eventWith } from './preventable-event.ts';
import type { WebContents } from './web-contents.ts';

/** Brings what a window's document says to those in main who listen: its frame, its contents, `ipcMain`. */
export class ContentsIpc {
  constructor(private readonly contents: WebContents) {}

  onSend(channel: string, args: unknown[]): void {
    const event = this.#event([]);
    this.contents.emit('ipc-message', event, channel, ...args);
    for (const listener of this.#listeners()) listener.emit(channel, event, ...args);
  }

  onPostMessage(channel: string, message: unknown, ports: MessagePortMain[]): void {
    const event = this.#event(ports);
    for (const listener of this.#listeners()) listener.emit(channel, event, message);
  }

  async onInvoke(channel: string, args: unknown[]): Promise<unknown> {
    for (const listener of this.#listeners()) {
      const handler = listener.handlerOf(channel);
      if (handler) return handler(this.#event([]), ...args);
    }
    throw new Error(`No handler registered for '${channel}'`);
  }

  #listeners(): IpcMain[] {
    const { mainFrame, ipc } = this.contents;
    return [mainFrame.ipc, ipc, ipcMain];
  }

  /** Only main frames have a preload, so that it is always the main frame that speaks. */
  #event(ports: MessagePortMain[]): object {
    const { contents } = this;
    const frame = contents.mainFrame;
    return eventWith({
      type: 'frame',
      sender: contents,
      senderFrame: frame,
      processId: frame.processId,
      frameId: frame.routingId,
      ports,
      reply: (channel: string, ...args: unknown[]) => frame.send(channel, ...args),
    });
  }
}
