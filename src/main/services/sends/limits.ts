import { z } from 'zod';
import { Failure } from '#router/contracts/failure.ts';
import type { SendRegistryOptions } from './registry.ts';

const variable = 'PARLEY_UNWATCHED_MS';
const millisecondsSchema = z.coerce.number().int().min(1).max(86_400_000);

/**
 * How long a send goes on that nobody watches, where the environment says so, in milliseconds. For tests, which can't
 * wait half a minute; both hosts ask here.
 * Throws a `Failure` that names the variable where it holds anything else.
 */
export function sendLimits(env: NodeJS.ProcessEnv): Pick<SendRegistryOptions, 'unwatchedMs'> {
  const text = env[variable];
  if (text === undefined || text === '') return {};
  const parsed = millisecondsSchema.safeParse(text);
  if (parsed.success) return { unwatchedMs: parsed.data };
  throw new Failure(
    'PRECONDITION_FAILED',
    `${variable} is “${text}”. Give it a whole number of milliseconds, a day at most, or leave it out.`,
  );
}
