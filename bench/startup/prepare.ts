import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

const preparedSchema = z.object({ double: z.string(), chromium: z.string() });

/** What the bench starts. */
export type Prepared = z.infer<typeof preparedSchema>;

/**
 * Builds Parley and the double where they are not, or are older than their sources.
 * @throws where that fails; the reason is on stderr then
 */
export async function prepare(): Promise<Prepared> {
  const child = fork('bench/startup/prepare.mjs');
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`Parley and the double could not be built: ended with ${code}. The lines above say why.`);
  });
  const [prepared] = await Promise.race([once(child, 'message'), ended]);
  // That it ends then is no failure.
  ended.catch(() => undefined);
  return preparedSchema.parse(prepared);
}
