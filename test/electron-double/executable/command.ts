/** What Electron's executable is asked to do. */
export interface Command {
  /** The app's folder, or its main script. */
  readonly app: string | undefined;
  /** Modules to load before the app, as by `-r`. */
  readonly required: readonly string[];
  /** Where the main process is to be debugged; 0 for any free port. */
  readonly inspectPort: number | undefined;
  /** Where Chromium is to be debugged. */
  readonly debuggingPort: number | undefined;
  /** Everything else that begins with a dash. */
  readonly switches: readonly string[];
}

/** @param args those after the executable's own name */
export function parseCommand(args: readonly string[]): Command {
  const required: string[] = [];
  const switches: string[] = [];
  let app: string | undefined;
  let inspectPort: number | undefined;
  let debuggingPort: number | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '-r' || arg === '--require') {
      index += 1;
      required.push(args[index] ?? '');
    } else if (arg.startsWith('--inspect=')) {
      inspectPort = portOf(arg);
    } else if (arg.startsWith('--remote-debugging-port=')) {
      debuggingPort = portOf(arg);
    } else if (arg.startsWith('-')) {
      switches.push(arg);
    } else {
      // What follows the app is its own business.
      app ??= arg;
    }
  }
  return { app, required, inspectPort, debuggingPort, switches };
}

function portOf(arg: string): number {
  return Number(arg.slice(arg.indexOf('=') + 1));
}
