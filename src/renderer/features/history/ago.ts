const minute = 60_000;
const hour = 60 * minute;

/**
 * When something was, for people: `just now`, `5 min ago`, `14:02`, `yesterday 14:02`, `3 Nov 14:02`.
 * @param at and `now` in milliseconds since the epoch
 */
export function agoOf(at: number, now: number): string {
  const passed = now - at;
  if (passed < minute) return 'just now';
  if (passed < hour) return `${Math.floor(passed / minute)} min ago`;
  const time = new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const days = daysBetween(at, now);
  if (days === 0) return time;
  if (days === 1) return `yesterday ${time}`;
  return `${new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} ${time}`;
}

function daysBetween(from: number, to: number): number {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((midnight(to) - midnight(from)) / (24 * hour));
}
