import { Readable } from 'node:stream';
import { PieceQueue, type WindowSide } from '../contender.ts';
import { ipcMain, type LookAlikeWindow } from '../electron/main.ts';
import { ipcRenderer } from '../electron/window.ts';
import { parseBytesRequest, PieceSource, probe } from '../payload.ts';

/**
 * How the design's ancestor brings a body to its view: a file is opened as a stream of UTF-8, each string goes to the
 * window as it is read, and the window puts all of them into an array and joins it at the end.
 */

/** What `fs.createReadStream` reads at once. */
const pieceSize = 64 * 1024;

export function startMain({ webContents }: LookAlikeWindow): void {
  let stream: Readable | null = null;
  ipcMain.on('stream-open', (_event, request: unknown) => {
    stream = openBody(parseBytesRequest(request).size);
    stream.on('data', (data) => webContents.send('stream-data', data));
    stream.on('end', () => webContents.send('stream-end'));
  });
  ipcMain.on('stream-close', () => stream?.destroy());
}

/** As `fs.createReadStream(path, 'utf8')`, from memory: each piece comes in a later turn of the event loop. */
function openBody(size: number): Readable {
  const source = new PieceSource({ size, pieceSize });
  return new Readable({
    encoding: 'utf8',
    highWaterMark: pieceSize,
    read() {
      setImmediate(() => {
        const piece = source.next();
        probe.produced += piece?.byteLength ?? 0;
        this.push(piece);
      });
    },
  });
}

export function openWindow(): WindowSide {
  let onData: (piece: string) => void = () => undefined;
  let onEnd: () => void = () => undefined;
  ipcRenderer.on('stream-data', (_event, piece) => onData(String(piece)));
  ipcRenderer.on('stream-end', () => onEnd());

  return {
    bytes: (request, take, signal) =>
      new Promise((resolve) => {
        const pieces: string[] = [];
        const queue = new PieceQueue(take);
        onData = (piece) => {
          pieces.push(piece);
          queue.push(piece);
        };
        onEnd = () => resolve(join(pieces));
        signal.addEventListener('abort', () => {
          ipcRenderer.send('stream-close');
          resolve(undefined);
        });
        ipcRenderer.send('stream-open', request);
      }),
  };
}

function join(pieces: readonly string[]): string | undefined {
  try {
    const text = pieces.join('');
    return `joined ${text.length} characters`;
  } catch (cause) {
    return `all pieces came, and join failed: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
