import type { Pipe } from '../protocol/pipe.ts';
import { PipeBase } from './pipe-base.ts';

/**
 * Two ends of a pipe in one process, for tests and for a router that runs beside its client. Frames arrive in later
 * microtasks, as they would from elsewhere: never inside the `send` that carries them.
 */
export function createMemoryPipe(): [Pipe, Pipe] {
  const first: PipeBase = createEnd(() => second);
  const second: PipeBase = createEnd(() => first);
  return [first, second];
}

function createEnd(other: () => PipeBase): PipeBase {
  return new PipeBase({
    send(frame) {
      // As at any border, what arrives shares nothing with what was sent.
      const carried = typeof frame === 'string' ? frame : structuredClone(frame);
      queueMicrotask(() => other().deliver(carried));
    },
    release: () => queueMicrotask(() => other().end()),
  });
}
