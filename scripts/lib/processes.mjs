import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * How a program ended.
 * @typedef {object} Exit
 * @property {number} code what a shell would report: 128 and the signal's number after a signal
 * @property {boolean} timedOut it was stopped since it took longer than `limitMs`
 * @property {boolean} interrupted a signal came for this process meanwhile and was passed on
 * @property {string} stdout the first 64 KiB, where it was asked for
 * @property {string} stderr the first 64 KiB, where it was asked for
 */

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [limitMs] stop the program after this many milliseconds
 * @property {boolean} [quiet] keep its output to `stdout` and `stderr` of the result, show nothing
 * @property {boolean} [keepStderr] show its stderr and keep it too
 * @property {number} [output] write all of its output to this open file, show nothing
 * @property {boolean} [ownGroup] give it a process group of its own: a signal then reaches it once, from here, and not
 *   a second time from the terminal
 */

const passedOn = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const keptChars = 64 * 1024;
/** A terminal and npm both deliver the same Ctrl+C; the second one within this time is the same press. */
const samePressMs = 1000;
/** How long output may come after the end. */
const lastWordsMs = 1000;

/**
 * Runs a program to its end, without stdin. Signals for this process go on to it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Exit>} rejects where the program can't be started
 */
export function run(command, args, options = {}) {
  const { env = process.env, limitMs, quiet = false, keepStderr = false, output = 'inherit' } = options;
  const ownGroup = options.ownGroup === true && process.platform !== 'win32';
  const child = spawn(command, args, {
    env,
    detached: ownGroup,
    stdio: ['ignore', quiet ? 'pipe' : output, quiet || keepStderr ? 'pipe' : output],
  });
  const stdout = keep(child.stdout);
  const stderr = keep(child.stderr);
  if (!quiet) child.stderr?.pipe(process.stderr, { end: false });

  return new Promise((resolve, reject) => {
    let interrupted = false;
    let timedOut = false;
    const stopListening = onInterrupt((signal) => {
      interrupted = true;
      // In Windows the console has told the program itself, and kill() would not ask but end it.
      if (process.platform !== 'win32') child.kill(signal);
    });
    const timer =
      limitMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            end(child, ownGroup, 'SIGKILL');
          }, limitMs);
    // Whatever ends this process, the program does not outlive it.
    const onExit = () => end(child, ownGroup, 'SIGTERM');
    process.once('exit', onExit);
    const release = () => {
      clearTimeout(timer);
      stopListening();
      process.off('exit', onExit);
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      release();
      const finish = () => {
        clearTimeout(lastWords);
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve({
          code: code ?? (signal === null ? 1 : 128 + constants.signals[signal]),
          timedOut,
          interrupted,
          stdout: stdout(),
          stderr: stderr(),
        });
      };
      // Something that it started may keep its output open for as long as it likes.
      const lastWords = setTimeout(finish, lastWordsMs);
      child.once('close', finish);
    });
  });
}

/**
 * Calls back once for each press of Ctrl+C and the like, instead of ending this process.
 * @param {(signal: NodeJS.Signals) => void} listener
 * @returns {() => void} ends it
 */
export function onInterrupt(listener) {
  /** @type {Map<NodeJS.Signals, number>} */
  const lastAt = new Map();
  /** @param {NodeJS.Signals} signal */
  const handle = (signal) => {
    const now = performance.now();
    const again = now - (lastAt.get(signal) ?? Number.NEGATIVE_INFINITY) < samePressMs;
    lastAt.set(signal, now);
    if (!again) listener(signal);
  };
  for (const signal of passedOn) process.on(signal, handle);
  return () => {
    for (const signal of passedOn) process.off(signal, handle);
  };
}

/**
 * Ends a program; where it has a group of its own, all that it started too.
 * @param {import('node:child_process').ChildProcess} child
 * @param {boolean} ownGroup
 * @param {NodeJS.Signals} signal
 */
function end(child, ownGroup, signal) {
  if (child.pid === undefined) return;
  if (!ownGroup) {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // The group ended by itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * @param {import('node:stream').Readable | null} stream
 * @returns {() => string} the beginning of what came
 */
function keep(stream) {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk) => {
    if (text.length < keptChars) text = (text + chunk).slice(0, keptChars);
  });
  return () => text;
}
