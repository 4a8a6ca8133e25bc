import { vi } from 'vitest';

/**
 * Waits until what is expected holds. It will; on a busy machine that may take longer than Vitest's one second.
 * @returns what `check` returns by then
 */
export function eventually<TResult>(check: () => TResult | Promise<TResult>): Promise<TResult> {
  return vi.waitFor(check, { timeout: 10_000 });
}
