import type { TRPCClient } from '@trpc/client';
import { newId } from '#main/services/ids.ts';
import { emptyRequest } from '#router/contracts/request.ts';
import type { AppRouter } from '#router/index.ts';
import type { TestServer } from './servers/index.ts';

/**
 * What the server answers: a text of some type, numbered lines, or two pieces of which the second waits for the gate `held`:
 * lines of its own, or a text with `more` behind it.
 */
export type Answer =
  | { readonly text: string; readonly type?: string; readonly more?: string }
  | { readonly lines: { readonly kib: number } }
  | { readonly held: true };

/** Sends a GET and resolves with its body's id: when all has arrived, or the head of what is held back. */
export async function arriveIn(
  client: TRPCClient<AppRouter>,
  answer: Answer,
  server: TestServer,
): Promise<string> {
  const id = newId();
  const until = 'held' in answer || 'more' in answer ? 'headers' : 'done';
  await client.requests.send.mutate({ id, request: { ...emptyRequest(), url: urlOf(answer, server) } });
  return new Promise((resolve, reject) => {
    const call = client.requests.events.subscribe(
      { id },
      {
        onData: ({ data: event }) => {
          if (event.type !== until || event.bodyId === null) return;
          resolve(event.bodyId);
          call.unsubscribe();
        },
        onError: reject,
      },
    );
  });
}

function urlOf(answer: Answer, server: TestServer): string {
  if ('lines' in answer) return server.url('/lines', answer.lines);
  if ('held' in answer) return server.url('/held');
  const header = `Content-Type: ${answer.type ?? 'text/plain; charset=utf-8'}`;
  if (answer.more === undefined) return server.url('/respond', { body: answer.text, header });
  const text = `HTTP/1.1 200 OK\r\n${header}\r\nConnection: close\r\n\r\n${answer.text}`;
  return server.url('/raw', { text, gate: 'held', more: answer.more, then: 'end' });
}
