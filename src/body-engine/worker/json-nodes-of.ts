import type { JsonNodes, JsonNodesInput } from '#router/contracts/body-view.ts';
import { readerClosedBetweenReads } from '../byte-reader.ts';
import { jsonNodes } from '../json/json-nodes.ts';
import type { IndexedBody } from './indexed-body.ts';
import type { Source } from './source.ts';

/** Children of a value in a body's JSON. Throws the system's error where the file can't be read, and the signal's reason. */
export async function nodesOf(
  body: IndexedBody,
  source: Source,
  request: Omit<JsonNodesInput, 'id'>,
  signal: AbortSignal,
): Promise<JsonNodes> {
  const { kind, encoding } = body.sniffed;
  if (encoding.label.startsWith('utf-16')) {
    const message = `The tree reads UTF-8, and this body is in ${encoding.label.toUpperCase()}. Lay it out first: that text is in UTF-8.`;
    return { nodes: [], problem: { message }, next: null };
  }
  const mode = kind === 'ndjson' ? 'lines' : 'document';
  const reader = readerClosedBetweenReads(source.state.path);
  return jsonNodes(reader, { ...request, mode, isComplete: source.isWhole }, signal);
}
