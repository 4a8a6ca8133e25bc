import { once } from 'node:events';
import { createServer } from 'node:net';

/** Where no system takes a port from by itself: 49,152 and up by IANA, 32,768 and up on Linux. */
const lowest = 20_000;
/** Room for 16 workers below that. */
const portsOfWorker = 750;

/**
 * A port for a host that will be stopped and started again: while it is away, no other test's connection or server is
 * given that port. Each of Playwright's workers has ports of its own: one that is free may be another worker's, whose host
 * is away just now.
 */
export async function steadyPort(): Promise<number> {
  const worker = Number(process.env['TEST_PARALLEL_INDEX'] ?? 0);
  for (;;) {
    const port = lowest + worker * portsOfWorker + Math.floor(Math.random() * portsOfWorker);
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
