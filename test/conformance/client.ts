import { createTRPCClient, type TRPCClient, type TRPCLink } from '@trpc/client';
import { IpcClient, type IpcClientOptions, ipcLink } from '#ipc/client/index.ts';
import { defaultMaxFrameSize, FrameReader, isByeFrame } from '#ipc/protocol/frame.ts';
import { field } from '#ipc/protocol/messages.ts';
import type { Frame, Pipe } from '#ipc/protocol/pipe.ts';
import { createSessionId } from '#ipc/protocol/session-id.ts';
import type { Rig } from './rig.ts';
import type { ConformanceRouter } from './server/router.ts';
import { transformers } from './server/transformers.ts';

export type ConformanceClient = TRPCClient<ConformanceRouter>;

export interface OpenClient extends Disposable {
  readonly ipc: IpcClient;
  readonly client: ConformanceClient;
}

/** A client, as a page has one. */
export function openClient(
  rig: Rig,
  options: Partial<IpcClientOptions> & {
    readonly sender?: string;
    readonly links?: TRPCLink<ConformanceRouter>[];
  } = {},
): OpenClient {
  const { sender = 'page', links = [], ...rest } = options;
  const ipc = new IpcClient({ connect: rig.connector(sender), ...rest });
  const client = createTRPCClient<ConformanceRouter>({
    links: [...links, ipcLink({ client: ipc, transformer: transformers[rig.config.transformer] })],
  });
  return { ipc, client, [Symbol.dispose]: () => ipc.close() };
}

/** A client without the adapter's client half: it sends what it likes, and keeps what it gets. */
export class RawClient implements Disposable {
  readonly replies: unknown[] = [];
  ended = false;
  readonly #waiting = new Set<() => void>();
  readonly #reader = new FrameReader(defaultMaxFrameSize);

  private constructor(
    readonly id: string,
    readonly pipe: Pipe,
  ) {
    pipe.start({
      frame: (frame) => {
        this.replies.push(...(isByeFrame(frame) ? ['bye'] : messagesOf(this.#reader, frame)));
        for (const check of this.#waiting) check();
      },
      end: () => {
        this.ended = true;
        for (const check of this.#waiting) check();
      },
    });
  }

  static async open(rig: Rig, sender = 'page', id = createSessionId()): Promise<RawClient> {
    const pipe = await rig.connector(sender)({ id, signal: new AbortController().signal });
    return new RawClient(id, pipe);
  }

  /** Sends messages in a frame of this session. */
  send(...messages: unknown[]): void {
    this.pipe.send(this.id + JSON.stringify(messages));
  }

  /** Sends a value that may be no frame at all. */
  sendAnything(value: unknown): void {
    Reflect.apply(this.pipe.send, this.pipe, [value]);
  }

  sendFrame(frame: Frame): void {
    this.pipe.send(frame);
  }

  /** The first reply that fits, as soon as there is one. */
  async reply(fits: (reply: unknown) => boolean): Promise<unknown> {
    let found = this.replies.find(fits);
    while (found === undefined) {
      if (this.ended) throw new Error('The pipe has ended before such a reply');
      await new Promise<void>((resolve) => {
        const check = () => {
          this.#waiting.delete(check);
          resolve();
        };
        this.#waiting.add(check);
      });
      found = this.replies.find(fits);
    }
    return found;
  }

  /** The replies to one call. */
  repliesTo(id: number): unknown[] {
    return this.replies.filter((reply) => field(reply, 'id') === id);
  }

  /** Sends a query and waits for its answer: what was sent before has been worked off by then. */
  async roundTrip(id: number): Promise<unknown> {
    this.send(query(id, 'echo', 'round trip'));
    return this.reply((reply) => field(reply, 'id') === id);
  }

  [Symbol.dispose](): void {
    this.pipe.send(`${this.id}bye`);
    this.pipe.close();
  }
}

export function query(id: unknown, path: unknown, input?: unknown): object {
  return { id, method: 'query', params: { path, input } };
}

export function subscription(id: unknown, path: unknown, input?: unknown, credit = 64): object {
  return { id, method: 'subscription', params: { path, input }, credit };
}

export function messagesOf(reader: FrameReader, frame: unknown): unknown[] {
  return reader.read(frame).map((message) => ('error' in message ? message.json : message.value));
}

/** The id under which the last call of a procedure went over the wire, on a rig that is tapped. */
export async function idOf(rig: Rig, path: string): Promise<number> {
  const { messages } = await rig.control.wire.query();
  const call = messages.findLast(({ message }) => field(field(message, 'params'), 'path') === path);
  const id = field(call?.message, 'id');
  if (typeof id !== 'number') throw new Error(`${path} was not called`);
  return id;
}

/** The id of the session that was opened last. */
export async function lastSession(rig: Rig): Promise<string> {
  const { sessions } = await rig.control.probe.query();
  const id = sessions.at(-1)?.id;
  if (!id) throw new Error('no session has been opened');
  return id;
}
