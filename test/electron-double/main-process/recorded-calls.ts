export interface RecordedCall {
  /** Such as `shell.openExternal`. */
  readonly api: string;
  readonly args: readonly unknown[];
}

/** Calls whose effect would be outside the app, in the order in which they came. */
export const recordedCalls: RecordedCall[] = [];

/** A function that does nothing but remember how it was called, and answer. */
export function recorded<Args extends unknown[], Result>(
  api: string,
  answer: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    recordedCalls.push({ api, args });
    return answer(...args);
  };
}

/** The same, for what answers nothing. */
export function recordedOnly(api: string): (...args: unknown[]) => void {
  return recorded(api, () => undefined);
}
