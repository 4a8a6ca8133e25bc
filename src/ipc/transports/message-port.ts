import type { Pipe } from '../protocol/pipe.ts';
import { PipeBase } from './pipe-base.ts';

/** What a DOM `MessagePort` and the one of `node:worker_threads` have in common. */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  addEventListener(type: string, listener: (event: unknown) => void): void;
  removeEventListener(type: string, listener: (event: unknown) => void): void;
}

/** A pipe over a `MessagePort`, which it owns from now on: the port is closed when the pipe ends. */
export function messagePortPipe(port: MessagePortLike): Pipe {
  const onMessage = (event: unknown) => {
    if (typeof event === 'object' && event !== null && 'data' in event) pipe.deliver(event.data);
  };
  const onClose = () => pipe.end();
  const pipe = new PipeBase({
    send: (frame) => port.postMessage(frame),
    release() {
      port.removeEventListener('message', onMessage);
      port.removeEventListener('close', onClose);
      port.close();
    },
  });
  port.addEventListener('message', onMessage);
  port.addEventListener('close', onClose);
  port.start();
  return pipe;
}
