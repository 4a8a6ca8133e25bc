import type { LargeText, RequestBody } from '#router/contracts/request.ts';

/** The text of the kind in use, where it is too long to be edited. The contracts' own code stays with main. */
export function largeTextOf({ kind, large }: RequestBody): LargeText | null {
  return large?.kind === kind ? large : null;
}
