import { once } from 'node:events';
import { createServer } from 'node:net';

/** Where no system takes a port from by itself: 49,152 and up by IANA, 32,768 and up on Linux. */
const [lowest, highest] = [20_000, 32_767];

/**
 * A port for a host that will be stopped and started again: while it is away, no other test's connection or server is
 * given that port.
 */
export async function steadyPort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return port;
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    } finally {
      server.close();
    }
  }
}
