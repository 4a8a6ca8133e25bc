/*
 * The window's own memory: it lives as long as the tab or window and survives a reload. It can be full or switched
 * off; the window then goes on without, and the log is told.
 */

/** Keeps a value as JSON, or forgets it where `value` is null. @returns whether that worked. */
export function storeInSession(key: string, value: unknown): boolean {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch (error) {
    console.warn(`The window could not keep ${key} for after a reload.`, error);
    return false;
  }
}

/** The value kept under `key`; null where there is none, or none that passes `isValid`. */
export function readFromSession<TValue>(
  key: string,
  isValid: (value: unknown) => value is TValue,
): TValue | null {
  try {
    const text = sessionStorage.getItem(key);
    if (text === null) return null;
    const value: unknown = JSON.parse(text);
    if (isValid(value)) return value;
    console.warn(`What the window had kept under ${key} is not what this version expects; it is left aside.`);
  } catch (error) {
    console.warn(`What the window had kept under ${key} could not be read.`, error);
  }
  return null;
}

/** True for ids as the window makes them (see `randomId`). */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{22}$/.test(value);
}
