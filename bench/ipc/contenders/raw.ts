import type { WindowSide } from '../contender.ts';
import { ipcMain, type LookAlikeWindow } from '../electron/main.ts';
import { ipcRenderer } from '../electron/window.ts';
import {
  createEvent,
  createList,
  parseBytesRequest,
  parseCount,
  readPieces,
  type SmallEvent,
} from '../payload.ts';

/** What the border itself costs: one message there, one back, nothing between. */

/** Pieces on their way at once: enough that neither process waits for the other. */
const piecesInFlight = 8;

export function startMain({ webContents: { mainFrame: frame } }: LookAlikeWindow): void {
  ipcMain.on('raw:echo', (_event, value: unknown) => frame.send('raw:reply', value));
  ipcMain.on('raw:list', (_event, length: unknown) =>
    frame.send('raw:reply', createList(parseCount(length))),
  );
  ipcMain.on('raw:events', (_event, count: unknown) => {
    const total = parseCount(count);
    for (let i = 0; i < total; i += 1) frame.send('raw:event', createEvent(i));
  });
  ipcMain.on('raw:bytes', (_event, request: unknown) => void sendBytes(frame, request));
}

async function sendBytes(
  frame: LookAlikeWindow['webContents']['mainFrame'],
  request: unknown,
): Promise<void> {
  let inFlight = 0;
  let wake = (): void => undefined;
  const onTaken = () => {
    inFlight -= 1;
    wake();
  };
  ipcMain.on('raw:taken', onTaken);
  for await (const piece of readPieces(parseBytesRequest(request))) {
    while (inFlight >= piecesInFlight) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    inFlight += 1;
    frame.send('raw:piece', piece);
  }
  ipcMain.off('raw:taken', onTaken);
}

export function openWindow(): WindowSide {
  /** Replies come in the order of their calls. */
  const waiting: ((reply: unknown) => void)[] = [];
  ipcRenderer.on('raw:reply', (_event, reply) => waiting.shift()?.(reply));
  const ask = (channel: string, value: unknown) =>
    new Promise<unknown>((resolve) => {
      waiting.push(resolve);
      ipcRenderer.send(channel, value);
    });
  let onEvent: (event: SmallEvent) => void = () => undefined;
  ipcRenderer.on('raw:event', (_event, event) => {
    if (isEvent(event)) onEvent(event);
  });
  let onPiece: (piece: Uint8Array) => void = () => undefined;
  ipcRenderer.on('raw:piece', (_event, piece) => {
    if (piece instanceof Uint8Array) onPiece(piece);
  });

  return {
    empty: () => ask('raw:echo', undefined),
    echo: (value) => ask('raw:echo', value),
    list: (length) => ask('raw:list', length),
    events: (count, receive) =>
      new Promise((resolve) => {
        let received = 0;
        onEvent = (event) => {
          receive(event);
          received += 1;
          if (received === count) resolve();
        };
        ipcRenderer.send('raw:events', count);
      }),
    bytes: (request, take) =>
      new Promise((resolve) => {
        let received = 0;
        onPiece = (piece) => {
          void take(piece);
          received += piece.byteLength;
          ipcRenderer.send('raw:taken');
          if (received === request.size) resolve(undefined);
        };
        ipcRenderer.send('raw:bytes', request);
      }),
  };
}

function isEvent(value: unknown): value is SmallEvent {
  return typeof value === 'object' && value !== null && 'sequence' in value;
}
