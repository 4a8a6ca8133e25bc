import { vi } from 'vitest';

/** What a test waits for comes at once or never: this much only a fault takes, however busy the machine is. In milliseconds. */
export const patience = 20_000;

/** Resolves with what `check` returns, as soon as it throws no more. Rejects with what it threw last. */
export function eventually<TResult>(check: () => TResult | Promise<TResult>): Promise<TResult> {
  return vi.waitFor(check, { timeout: patience, interval: 5 });
}
