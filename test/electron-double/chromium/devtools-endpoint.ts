import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { CdpConnection, CdpMessage } from './connection.ts';
import type { PageGate } from './page-gate.ts';
import type { Protocol } from './protocol.ts';

/**
 * Where Playwright finds "Electron's" Chromium: a browser session of its own on the double's pipe. Chromium's own
 * debugging port would not do: with two clients that know nothing of each other, neither can be sure that its scripts
 * are in a new page before the page runs.
 */
export class DevToolsEndpoint {
  readonly #clients = new Set<Client>();
  readonly #server: Server;

  constructor(
    private readonly connection: CdpConnection,
    private readonly gate: PageGate,
  ) {
    this.#server = createServer((_request, response) => response.writeHead(404).end());
  }

  /** @returns its address, `ws://127.0.0.1:…`, which is the only thing that lets a client in. */
  async listen(port: number): Promise<string> {
    this.#server.listen(port, '127.0.0.1').unref();
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('No port for the DevTools endpoint');
    const path = `/devtools/browser/${randomUUID()}`;
    const sockets = new WebSocketServer({ server: this.#server, path, perMessageDeflate: false });
    sockets.on('connection', (socket) => this.#accept(socket));
    return `ws://127.0.0.1:${address.port}${path}`;
  }

  /** Whether a client is there that will want to put scripts into every new page. */
  get hasClient(): boolean {
    return [...this.#clients].some((client) => client.attachesToPages);
  }

  #accept(socket: WebSocket): void {
    const client = new Client(socket, this.connection, this.gate);
    this.#clients.add(client);
    socket.on('close', () => {
      this.#clients.delete(client);
      client.dispose();
    });
  }
}

class Client {
  attachesToPages = false;
  /** The sessions that Chromium gave this client, with what they are attached to. */
  readonly #targets = new Map<string, Protocol.Target.TargetInfo>();
  readonly #root: Promise<string>;

  constructor(
    private readonly socket: WebSocket,
    private readonly connection: CdpConnection,
    private readonly gate: PageGate,
  ) {
    this.#root = connection.browser.send('Target.attachToBrowserTarget').then(({ sessionId }) => {
      connection.routeTo(sessionId, (message) => this.#toClient(message, sessionId));
      return sessionId;
    });
    // In the order in which they came, though each may have to wait.
    let last: Promise<unknown> = this.#root;
    const report = (cause: unknown) => console.error('A DevTools client of the Electron double:', cause);
    socket.on('message', (data) => {
      last = last.then(() => this.#toChromium(JSON.parse(textOf(data)))).catch(report);
    });
    socket.on('error', report);
  }

  dispose(): void {
    for (const sessionId of this.#targets.keys()) this.connection.unroute(sessionId);
    void this.#root.then((sessionId) => {
      this.connection.unroute(sessionId);
      this.connection.browser.post('Target.detachFromTarget', { sessionId });
    });
  }

  async #toChromium(message: CdpMessage): Promise<void> {
    const { id, method, sessionId } = message;
    // The app's own end is the browser's end.
    if (method === 'Browser.close') return this.#answer({ result: {} }, id, sessionId);
    if (method === 'Target.setAutoAttach' && sessionId === undefined) this.attachesToPages = true;
    const target = this.#targets.get(sessionId ?? '');
    if (method === 'Runtime.runIfWaitingForDebugger' && target?.type === 'page') {
      this.gate.otherIsReady(target.targetId);
      // Not awaited: what follows may be what the page waits for.
      void this.gate.whenReady(target.targetId).then(() => this.#forward(message));
      return;
    }
    await this.#forward(message);
  }

  async #forward(message: CdpMessage): Promise<void> {
    const { id, sessionId } = message;
    const root = await this.#root;
    this.connection.forward({ ...message, sessionId: sessionId ?? root }, ({ result, error }) =>
      this.#answer(error ? { error } : { result }, id, sessionId),
    );
  }

  #answer(answer: CdpMessage, id: number | undefined, sessionId: string | undefined): void {
    this.#send({ ...answer, ...(id !== undefined && { id }), ...(sessionId !== undefined && { sessionId }) });
  }

  #toClient(message: CdpMessage, root: string): void {
    const { method, params, sessionId } = message;
    if (method === 'Target.attachedToTarget') {
      const attached: Protocol.Target.attachedToTargetPayload = params;
      this.#targets.set(attached.sessionId, attached.targetInfo);
      this.connection.routeTo(attached.sessionId, (event) => this.#toClient(event, root));
    } else if (method === 'Target.detachedFromTarget') {
      const detached: Protocol.Target.detachedFromTargetPayload = params;
      this.#targets.delete(detached.sessionId);
      this.connection.unroute(detached.sessionId);
    }
    const { sessionId: _root, ...ofBrowser } = message;
    this.#send(sessionId === root ? ofBrowser : message);
  }

  #send(message: CdpMessage): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

function textOf(data: RawData): string {
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString('utf8');
  return (Array.isArray(data) ? Buffer.concat(data) : data).toString('utf8');
}
