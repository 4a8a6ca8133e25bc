import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTRPCClient, type TRPCClient } from '@trpc/client';
import { WebSocket } from 'ws';
import { IpcClient, ipcLink } from '#ipc/client/index.ts';
import { connectWebSocket } from '#ipc/transports/index.ts';
import { newId } from '#main/services/ids.ts';
import { type BodyFacts, isSettled } from '#router/contracts/body-view.ts';
import { emptyRequest } from '#router/contracts/request.ts';
import type { AppRouter } from '#router/index.ts';
import { BrowserHost } from '#test/e2e/browser-host.ts';

const identity = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value };

export type MainClient = TRPCClient<AppRouter>;

export interface Download {
  readonly bodyId: string;
  /** Until main has said that the whole body is in its file, and that all of it is indexed. */
  readonly ms: number;
  /** How much of that passed after main had said that it is in its file. */
  readonly behindMs: number;
  readonly facts: BodyFacts;
}

export interface HostOptions {
  /** Where it keeps everything: a new folder in this one. */
  readonly folder: string;
  /** Where it leaves profiles of its threads. */
  readonly profiles?: string | undefined;
  /** More for its command line. */
  readonly args?: readonly string[];
}

/** The built browser host, in a process of its own with a new data folder, and a window's end of the adapter, without a page. */
export class ParleyHost implements AsyncDisposable {
  #lastSend: string | undefined;

  private constructor(
    private readonly dataFolder: string,
    private readonly host: BrowserHost,
    private readonly ipc: IpcClient,
    /** Calls main as a window does, through the host's WebSocket. */
    readonly client: MainClient,
  ) {}

  static async start({ folder, profiles, args = [] }: HostOptions): Promise<ParleyHost> {
    const dataFolder = await mkdtemp(path.join(folder, 'data-'));
    const env = profiles === undefined ? {} : profilerEnvironment(profiles);
    const host = await BrowserHost.start(dataFolder, ['--port', '0', ...args], { env });
    const { origin, host: authority, hash } = new URL(host.address);
    const connect = connectWebSocket({
      url: `ws://${authority}/ipc`,
      protocols: ['parley', hash.slice(1)],
      create: (url, protocols) => new WebSocket(url, protocols, { origin }),
    });
    const ipc = new IpcClient({ connect, reconnectDelayMs: null });
    const client = createTRPCClient<AppRouter>({ links: [ipcLink({ client: ipc, transformer: identity })] });
    return new ParleyHost(dataFolder, host, ipc, client);
  }

  /** For a browser. */
  get address(): string {
    return this.host.address;
  }

  get pid(): number {
    return this.host.pid;
  }

  /** Sends a GET, and waits until the response is in its file and indexed. The response before is let go of. */
  async download(url: string): Promise<Download> {
    const id = newId();
    const replaces = this.#lastSend;
    this.#lastSend = id;
    const began = performance.now();
    await this.client.requests.send.mutate({
      id,
      request: { ...emptyRequest(), url },
      ...(replaces === undefined ? {} : { replaces }),
    });
    return await new Promise<Download>((resolve, reject) => {
      let settled: Promise<BodyFacts> | undefined;
      this.client.requests.events.subscribe(
        { id },
        {
          onData: ({ data: event }) => {
            if (event.type === 'headers') {
              settled = this.settled(event.bodyId);
              settled.catch(reject);
            } else if (event.type === 'held') {
              reject(new Error(`The download is held: ${event.reason}`));
            } else if (event.type === 'done') {
              if (event.outcome !== 'complete') reject(new Error(`The download has ended: ${event.outcome}`));
              const doneAt = performance.now();
              void settled?.then((facts) => {
                const at = performance.now();
                resolve({ bodyId: facts.id, ms: at - began, behindMs: at - doneAt, facts });
              });
            }
          },
          onError: reject,
        },
      );
    });
  }

  /** Resolves with what is known of a body when no more comes. */
  settled(id: string): Promise<BodyFacts> {
    return new Promise((resolve, reject) => {
      let last: BodyFacts | undefined;
      this.client.bodies.facts.subscribe(
        { id },
        {
          onData: (facts) => {
            last = facts;
          },
          onError: reject,
          onComplete: () =>
            last && isSettled(last) ? resolve(last) : reject(new Error('The facts ended before the body')),
        },
      );
    });
  }

  /** As Ctrl+C would. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.ipc.close();
    await this.host.stop();
    await rm(this.dataFolder, { recursive: true, force: true });
  }
}

function profilerEnvironment(folder: string): Record<string, string> {
  return {
    NODE_OPTIONS: `--import ${pathToFileURL(path.resolve('bench/bodies/profiler.mjs')).href}`,
    PARLEY_PROFILES: path.resolve(folder),
  };
}
