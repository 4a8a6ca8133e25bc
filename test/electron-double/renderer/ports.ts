import { writeMessage } from './main-link.ts';

/** The message ports of a document whose other ends main holds; each message between them is carried. */
export class Ports {
  readonly #ports = new Map<string, MessagePort>();
  #count = 0;

  constructor(private readonly post: (text: string) => void) {}

  /** Takes a port out of the document's hands. The id names it in main. */
  giveAway(port: MessagePort): string {
    this.#count += 1;
    const id = `renderer-${this.#count}`;
    this.#carry(id, port);
    return id;
  }

  /** A port for the document, whose messages main gets. */
  accept(id: string): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#carry(id, port1);
    return port2;
  }

  /** A message that main has sent through one of them. */
  deliver(id: string, message: unknown, portIds: readonly string[]): void {
    this.#ports.get(id)?.postMessage(
      message,
      portIds.map((portId) => this.accept(portId)),
    );
  }

  close(id: string): void {
    const port = this.#ports.get(id);
    this.#ports.delete(id);
    port?.close();
  }

  #carry(id: string, port: MessagePort): void {
    this.#ports.set(id, port);
    port.addEventListener('message', ({ data, ports }) => {
      const givenAway = ports.map((given) => this.giveAway(given));
      this.post(writeMessage(['port-message', id, givenAway], data));
    });
    port.addEventListener('close', () => {
      if (this.#ports.delete(id)) this.post(writeMessage(['port-close', id]));
    });
    port.start();
  }
}
