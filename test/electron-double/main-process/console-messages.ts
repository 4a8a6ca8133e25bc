import type { CdpSession } from '../chromium/connection.ts';
import type { Protocol } from '../chromium/protocol.ts';
import { eventWith } from './preventable-event.ts';
import type { WebContents } from './web-contents.ts';

const levels = ['debug', 'info', 'warning', 'error'];

/** Tells main of what a page writes to its console; with ELECTRON_ENABLE_LOGGING the terminal too, as in Electron. */
export function forwardConsole(session: CdpSession, contents: WebContents): void {
  const write = (text: string) => {
    if (process.env['ELECTRON_ENABLE_LOGGING']) process.stderr.write(`[window ${contents.id}] ${text}\n`);
  };
  session.on('Runtime.consoleAPICalled', ({ type, args }) => {
    const message = args.map(textOf).join(' ');
    const level = levels.includes(type) ? type : 'info';
    write(message);
    const { mainFrame: frame } = contents;
    contents.emit(
      'console-message',
      eventWith({ message, level, frame }),
      levels.indexOf(level),
      message,
      0,
      '',
    );
  });
  session.on('Runtime.exceptionThrown', ({ exceptionDetails: { exception, text } }) =>
    write(exception?.description ?? text),
  );
}

function textOf({ value, description, unserializableValue, type }: Protocol.Runtime.RemoteObject): string {
  return value === undefined ? (description ?? unserializableValue ?? type) : String(value);
}
