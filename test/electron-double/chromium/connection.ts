import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { MessageSplitter } from './message-splitter.ts';
import type { Protocol } from './protocol.ts';

type Command = keyof Protocol.CommandParameters & keyof Protocol.CommandReturnValues;
type EventName = keyof Protocol.EventMap;
export type TargetInfo = Protocol.Target.TargetInfo;

/** Chromium's own definition is the type of what it sends; that is not checked again. */
type FromChromium = ReturnType<typeof JSON.parse>;

/** One message of the DevTools protocol, in either direction. */
export interface CdpMessage {
  id?: number;
  method?: string;
  params?: FromChromium;
  result?: FromChromium;
  error?: { message: string };
  sessionId?: string;
}

/** Something that asks Chromium, and is told of its events: the browser as a whole, or one target. */
export class CdpSession {
  readonly #events = new EventEmitter().setMaxListeners(0);
  isClosed = false;

  constructor(
    private readonly transport: { request(message: CdpMessage): Promise<FromChromium> },
    readonly id?: string,
    readonly target?: TargetInfo,
  ) {}

  /** Rejects with the command's name where Chromium refuses it or the target is gone. */
  send<C extends Command>(
    method: C,
    params?: Protocol.CommandParameters[C],
  ): Promise<Protocol.CommandReturnValues[C]> {
    const message: CdpMessage = { method, params: params ?? {} };
    if (this.id !== undefined) message.sessionId = this.id;
    return this.transport.request(message);
  }

  /** For what needs no answer and may find its target gone, which is then nobody's loss. */
  post<C extends Command>(method: C, params?: Protocol.CommandParameters[C]): void {
    this.send(method, params).catch((cause: unknown) => {
      trace('refused', cause);
    });
  }

  on<E extends EventName>(event: E, listener: (...params: Protocol.EventMap[E]) => void): void {
    this.#events.on(event, listener);
  }

  dispatch(message: CdpMessage): void {
    if (message.method !== undefined) this.#events.emit(message.method, message.params);
  }
}

/** The browser's end of the DevTools pipe, shared by the double and by Playwright. */
export class CdpConnection {
  readonly browser = new CdpSession(this);
  readonly #sessions = new Map<string, CdpSession>();
  readonly #foreign = new Map<string, (message: CdpMessage) => void>();
  readonly #answers = new Map<number, (message: CdpMessage) => void>();
  readonly #events = new EventEmitter();
  #lastId = 0;
  #closed = false;

  constructor(
    private readonly output: Writable,
    input: Readable,
  ) {
    const splitter = new MessageSplitter();
    input.on('data', (chunk: Buffer) => {
      for (const text of splitter.push(chunk)) this.#receive(text);
    });
    input.on('close', () => this.#close());
    // Both ends break when Chromium dies; `close` tells of it once.
    input.on('error', (cause) => trace('input', cause));
    output.on('error', (cause) => trace('output', cause));
  }

  /** A target that this connection's own auto-attach brought. */
  onAttached(listener: (session: CdpSession, target: TargetInfo) => void): void {
    this.#events.on('attached', listener);
  }

  /** The pipe has broken: Chromium is gone. */
  onClose(listener: () => void): void {
    this.#events.on('close', listener);
  }

  request(message: CdpMessage): Promise<FromChromium> {
    return new Promise((resolve, reject) => {
      const what = message.method ?? '';
      if (this.#closed) return reject(new Error(`${what}: Chromium is gone`));
      this.forward(message, ({ error, result }) => {
        if (error) reject(new Error(`${what}: ${error.message}`));
        else resolve(result);
      });
    });
  }

  /** Sends a message under an id of this connection's own. */
  forward(message: CdpMessage, onAnswer: (answer: CdpMessage) => void): void {
    if (this.#closed) return onAnswer({ error: { message: 'Chromium is gone' } });
    const id = ++this.#lastId;
    this.#answers.set(id, onAnswer);
    const text = JSON.stringify({ ...message, id });
    trace('>', text);
    this.output.write(`${text}\0`);
  }

  /** From now on the events of this session are for another client of Chromium. */
  routeTo(sessionId: string, client: (message: CdpMessage) => void): void {
    this.#foreign.set(sessionId, client);
  }

  unroute(sessionId: string): void {
    this.#foreign.delete(sessionId);
  }

  #receive(text: string): void {
    trace('<', text);
    const message: CdpMessage = JSON.parse(text);
    if (message.id !== undefined) {
      const answer = this.#answers.get(message.id);
      this.#answers.delete(message.id);
      answer?.(message);
      return;
    }
    const foreign = this.#foreign.get(message.sessionId ?? '');
    if (foreign) return foreign(message);
    this.#followTargets(message);
    const session = message.sessionId === undefined ? this.browser : this.#sessions.get(message.sessionId);
    session?.dispatch(message);
  }

  #followTargets({ method, params }: CdpMessage): void {
    if (method === 'Target.attachedToTarget') {
      const { sessionId, targetInfo }: Protocol.Target.attachedToTargetPayload = params;
      const session = new CdpSession(this, sessionId, targetInfo);
      this.#sessions.set(sessionId, session);
      this.#events.emit('attached', session, targetInfo);
    } else if (method === 'Target.detachedFromTarget') {
      const { sessionId }: Protocol.Target.detachedFromTargetPayload = params;
      const session = this.#sessions.get(sessionId);
      if (session) session.isClosed = true;
      this.#sessions.delete(sessionId);
    }
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const answers = [...this.#answers.values()];
    this.#answers.clear();
    for (const answer of answers) answer({ error: { message: 'Chromium is gone' } });
    this.#events.emit('close');
  }
}

const isTracing = Boolean(process.env['ELECTRON_DOUBLE_TRACE']);
const tracedChars = 400;

function trace(what: string, detail: unknown): void {
  if (isTracing) process.stderr.write(`[double] ${what} ${String(detail).slice(0, tracedChars)}\n`);
}
