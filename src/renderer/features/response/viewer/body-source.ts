import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '#router/index.ts';
import { readBody } from '../../../trpc/read-body.ts';
import type { TextSource } from './text-source.ts';

/** A body in main as the source of a view. */
export function bodySource(client: TRPCClient<AppRouter>, id: string): TextSource {
  return {
    rows: (first, count, signal) => client.bodies.rows.query({ id, first, count }, { signal }),
    place: (at, signal) => client.bodies.place.query({ id, at }, { signal }),
    bytes: (start, end) => readBody(client, { id, start, end }),
  };
}
