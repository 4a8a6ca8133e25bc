import { spawn } from 'node:child_process';
import { Failure } from '#router/contracts/failure.ts';
import { AlreadyRunningError, exposureWarning, startHost } from './host.ts';
import { parseOptions, UsageError, usage } from './options.ts';

/** How long open pages have to put away what is unsaved when the host is stopped. */
const graceMs = 2000;

/** npm passes a terminal's Ctrl+C on, which the terminal has sent here already: within this time it is the same one. */
const samePressMs = 1000;

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === null) {
    say(usage);
    return;
  }
  const host = await startHost({ ...options, env: process.env, devServer: process.env['PARLEY_DEV_SERVER'] });
  const warning = exposureWarning(options.host);
  if (warning !== null) process.stderr.write(`${warning}\n`);
  say(`Parley: ${host.address}`);
  if (options.open) openInBrowser(host.addressToOpen());

  let askedAt: number | null = null;
  const stop = () => {
    const now = performance.now();
    if (askedAt === null) {
      askedAt = now;
      host.close(graceMs).catch(fail);
    } else if (now - askedAt > samePressMs) {
      // Asked twice: whoever asks does not want to wait.
      process.exit(130);
    }
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // A promise that nobody waited for hurts nobody else. After an exception the state is not to be trusted.
  process.on('unhandledRejection', (cause) => host.reportError(cause));
  process.on('uncaughtException', (cause) => {
    host.reportError(cause);
    void host.close(graceMs).finally(() => fail(cause));
  });
}

function openInBrowser(address: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['explorer.exe'] : ['xdg-open'];
  if (command === undefined) return;
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () =>
    process.stderr.write('No browser could be opened. Open the address above yourself.\n'),
  );
  child.unref();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(cause: unknown): void {
  process.stderr.write(`${explain(cause)}\n`);
  process.exit(1);
}

/** What a person can act on in a line; anything else is a defect, and its stack is wanted. */
function explain(cause: unknown): string {
  if (cause instanceof UsageError) return `${cause.message}\n\n${usage}`;
  if (cause instanceof AlreadyRunningError) {
    return `Parley already runs on this data folder${cause.message ? `: ${cause.message}` : ''}`;
  }
  if (cause instanceof Failure) return cause.message;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}

main().catch(fail);
