import { createServer } from 'node:http';
import { listen, stop } from '#test/harness/servers/test-server.ts';

/** A server that nobody should ever reach. */
export interface Trap extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** How many connections there were, those included that asked for nothing. */
  readonly connections: number;
  /** Method and target of each request, such as `GET /image`. */
  readonly requests: readonly string[];
}

/** Starts a server that remembers who came, and answers so that a browser would go on. */
export async function startTrap(): Promise<Trap> {
  const requests: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response
      .writeHead(200, { 'Content-Type': 'text/html', 'Access-Control-Allow-Origin': '*' })
      .end('caught');
  });
  server.on('connection', () => {
    connections += 1;
  });
  const port = await listen(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    requests,
    [Symbol.asyncDispose]: () => stop(server),
  };
}
