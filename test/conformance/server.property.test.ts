import { createTRPCClient } from '@trpc/client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { IpcClient, ipcLink } from '#ipc/client/index.ts';
import { defaultMaxFrameSize, FrameReader, isByeFrame } from '#ipc/protocol/frame.ts';
import { field } from '#ipc/protocol/messages.ts';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import { createSessionId, sessionIdOf } from '#ipc/protocol/session-id.ts';
import { serve, type ServedSession } from '#ipc/server/index.ts';
import { createMemoryPipe } from '#ipc/transports/index.ts';
import { messagesOf } from './client.ts';
import { fuzzRuns, hostileFrame } from './hostile-frames.ts';
import { serverConfig } from './server/config.ts';
import { heapAfterGc } from './server/garbage.ts';
import { Probe } from './server/probe.ts';
import { createConformanceRouter, type ConformanceRouter } from './server/router.ts';
import { transformers } from './server/transformers.ts';

const mebibyte = 1024 * 1024;
const router = createConformanceRouter(serverConfig.parse({}));

/** One session, with a client that sends what it likes. */
class Peer {
  readonly id = createSessionId();
  readonly served: ServedSession;
  readonly pipe: Pipe;
  /** Frames that came under another session's id. */
  readonly foreign: unknown[] = [];
  #answers = new Map<unknown, () => void>();
  readonly #reader = new FrameReader(defaultMaxFrameSize);
  #lastId = 1000;
  isOver = false;

  constructor(probe: Probe, maxCalls: number) {
    const [client, server] = createMemoryPipe();
    this.pipe = client;
    client.start({ frame: (frame) => this.#receive(frame), end: () => this.#end() });
    this.served = serve(server, 'peer', {
      router,
      maxCalls,
      maxFrameSize: 65_536,
      createContext: (_session, { path }) => {
        if (path === 'contextFails') throw new Error('no context');
        return { probe, sender: 'peer' };
      },
    });
  }

  sendAnything(frame: unknown): void {
    Reflect.apply(this.pipe.send, this.pipe, [frame]);
  }

  /** Resolves when a query has been answered, or the session is over. */
  roundTrip(): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<void>((resolve) => this.#answers.set(id, resolve));
    if (this.isOver) return Promise.resolve();
    this.pipe.send(`${this.id}[{"id":${id},"method":"query","params":{"path":"echo","input":${id}}}]`);
    return answered;
  }

  #receive(frame: unknown): void {
    if (sessionIdOf(frame) !== this.id) {
      this.foreign.push(frame);
      return;
    }
    const messages = isByeFrame(frame) ? [] : messagesOf(this.#reader, frame);
    for (const id of messages.map((message) => field(message, 'id'))) {
      this.#answers.get(id)?.();
      this.#answers.delete(id);
    }
  }

  #end(): void {
    this.isOver = true;
    for (const answered of this.#answers.values()) answered();
    this.#answers.clear();
  }
}

it(
  `the server survives ${fuzzRuns} hostile frames, answers in between, and holds on to nothing`,
  async () => {
    const probe = new Probe();
    // A session is whose its first frame says that it is: that of a peer is its own.
    const open = async () => {
      const opened = new Peer(probe, 50);
      await opened.roundTrip();
      return opened;
    };
    const bystander = await open();
    let peer = await open();
    const property = fc.asyncProperty(hostileFrame(peer.id), async (frame) => {
      peer.sendAnything(retarget(frame, target, peer.id));
      // Calls that never end fill what a session may have: they are stopped, as a page does that goes on.
      if (peer.served.callCount >= 40) peer.pipe.send(stopAll(peer.id));
      await peer.roundTrip();
      if (!peer.isOver) return;
      expect(peer.served.callCount).toBe(0);
      peer = await open();
    });
    const target = peer.id;

    // Once for what is made at first, and once to see what is added.
    await fc.assert(property, { numRuns: fuzzRuns / 5 });
    forget(probe);
    const before = await heapAfterGc();
    await fc.assert(property, { numRuns: fuzzRuns });
    forget(probe);
    expect((await heapAfterGc()) - before).toBeLessThan(2 * mebibyte);

    await bystander.roundTrip();
    expect(bystander.foreign).toEqual([]);
    expect(peer.foreign).toEqual([]);
    peer.pipe.close();
    bystander.pipe.close();
    await peer.served.ended;
    expect(peer.served.callCount).toBe(0);
    await eventually(() => expect([probe.live, probe.topic.listenerCount('value')]).toEqual([0, 0]));
  },
  60_000 + fuzzRuns * 5,
);

it(
  `the client survives ${fuzzRuns} hostile frames`,
  async () => {
    const probe = new Probe();
    const ends: Pipe[] = [];
    const ids: string[] = [];
    const ipc = new IpcClient({
      connect({ id }) {
        const [client, server] = createMemoryPipe();
        ends.push(server);
        ids.push(id);
        serve(server, 'page', { router, createContext: () => ({ probe, sender: 'page' }) });
        return client;
      },
    });
    const client = createTRPCClient<ConformanceRouter>({
      links: [ipcLink({ client: ipc, transformer: transformers.identity })],
    });
    await client.echo.query('connected');
    const target = createSessionId();
    const property = fc.asyncProperty(hostileFrame(target), async (frame) => {
      const [end, id] = [ends.at(-1), ids.at(-1)];
      if (!end || !id) throw new Error('not connected');
      Reflect.apply(end.send, end, [retarget(frame, target, id)]);
      // It may have named this very call, or ended the session: then it fails, which is an answer.
      await client.echo.query(1).catch(() => undefined);
      ends.splice(0, ends.length - 1);
      ids.splice(0, ids.length - 1);
    });
    await fc.assert(property, { numRuns: fuzzRuns });
    expect(await client.echo.query('still there')).toBe('still there');
    expect(ipc.pendingCount).toBe(0);
    ipc.close();
  },
  60_000 + fuzzRuns * 5,
);

/** The same frame for the session that there is now. */
function retarget(frame: unknown, from: string, to: string): unknown {
  if (typeof frame === 'string') return frame.replace(from, to);
  if (!Array.isArray(frame)) return frame;
  const [text, ...bytes]: unknown[] = frame;
  return [typeof text === 'string' ? text.replace(from, to) : text, ...bytes];
}

function stopAll(session: string): string {
  return session + JSON.stringify(Array.from({ length: 61 }, (_, id) => ({ id, method: 'stop' })));
}

/** What the procedures have noted is the test's own. */
function forget(probe: Probe): void {
  probe.events.length = 0;
}
