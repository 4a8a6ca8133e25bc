import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import { listen, stop } from './test-server.ts';

/** A body that is sent as the test says. */
export interface LiveBody {
  readonly url: string;
  /** Resolves when it is handed to the system. */
  write(piece: string | Uint8Array): Promise<void>;
  end(): void;
}

export interface BodyServer extends AsyncDisposable {
  /** The address of a body that is there as a whole. */
  body(content: string | Uint8Array, contentType?: string): string;
  /** A body whose head is sent when it is asked for, and the rest bit by bit. */
  live(contentType?: string): LiveBody;
}

/** A real server on a free port of 127.0.0.1 for bodies that tests make up. */
export async function startBodyServer(): Promise<BodyServer> {
  const answers = new Map<string, (response: ServerResponse) => void>();
  const server = http.createServer((request, response) => {
    const answer = answers.get(request.url ?? '');
    if (answer) answer(response);
    else response.writeHead(404).end();
  });
  const port = await listen(server);
  const add = (answer: (response: ServerResponse) => void): string => {
    const path = `/${answers.size}`;
    answers.set(path, answer);
    return `http://127.0.0.1:${port}${path}`;
  };
  return {
    body: (content, contentType = 'application/json') =>
      add((response) => response.writeHead(200, { 'Content-Type': contentType }).end(content)),
    live(contentType = 'application/json') {
      let resolve: (response: ServerResponse) => void = () => undefined;
      const promise = new Promise<ServerResponse>((resolved) => {
        resolve = resolved;
      });
      const url = add((response) => {
        response.writeHead(200, { 'Content-Type': contentType }).flushHeaders();
        resolve(response);
      });
      return {
        url,
        async write(piece) {
          const response = await promise;
          if (!response.write(piece)) await once(response, 'drain');
        },
        end: () => void promise.then((response) => response.end()),
      };
    },
    [Symbol.asyncDispose]: () => stop(server),
  };
}
