import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ContenderName } from '../contenders/index.ts';
import { pinApart } from './pin.ts';
import { type Answer, type Command, readySchema, replySchema } from './control.ts';

/** The scripts that `build-processes.ts` makes. */
export interface ProcessScripts {
  readonly main: string;
  readonly window: string;
}

/** A contender in two fresh processes of its own, started by main as Electron would its window. */
export class ProcessPair implements AsyncDisposable {
  private constructor(
    private readonly main: ChildProcess,
    readonly mainPid: number,
    readonly windowPid: number,
    /** Whether each has a processor of its own. */
    readonly pinned: boolean,
  ) {}

  /** @throws where one of the two ends before the window can be asked. */
  static async start(scripts: ProcessScripts, contender: ContenderName): Promise<ProcessPair> {
    const main = fork(scripts.main, [contender, scripts.window], {
      serialization: 'advanced',
      execArgv: ['--expose-gc'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    const { windowPid } = readySchema.parse(await nextMessage(main));
    const mainPid = main.pid ?? 0;
    const pinned = await pinApart([mainPid, windowPid]);
    return new ProcessPair(main, mainPid, windowPid, pinned);
  }

  /** @throws where it fails, or where a process ends instead of answering. */
  async ask(command: Command): Promise<Answer> {
    const answered = nextMessage(this.main);
    this.main.send(command);
    const reply = replySchema.parse(await answered);
    if ('failure' in reply) throw new Error(reply.failure);
    return reply;
  }

  /** Ends both. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.main.exitCode !== null || this.main.signalCode !== null) return;
    const exited = once(this.main, 'exit');
    this.main.kill();
    await exited;
  }
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      child.off('exit', onExit);
      resolve(message);
    };
    const onExit = (code: number | null, signal: string | null) => {
      child.off('message', onMessage);
      reject(new Error(`A process of the bench ended with ${signal ?? code}`));
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}
