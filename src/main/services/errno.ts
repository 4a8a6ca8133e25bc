/** The system's or the library's code for an error, such as ENOSPC; undefined where it has none. */
export function errnoOf(error: unknown): string | undefined {
  // Node tries all addresses of a name and collects the errors; they are nearly always the same one.
  if (error instanceof AggregateError && error.errors.length > 0) return errnoOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
