import { Updates } from './updates.ts';

/** Updates where they come with something else: asked for, they say why there are none. */
export function noUpdates(version: string, reason: string): Updates {
  const never = () => Promise.reject(new Error(reason));
  return new Updates({
    version,
    obstacle: () => Promise.resolve(reason),
    source: never,
    closeForRestart: never,
    reopen: () => undefined,
    onError: () => undefined,
  });
}
