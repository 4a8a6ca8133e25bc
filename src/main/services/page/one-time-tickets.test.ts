import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OneTimeTickets } from './one-time-tickets.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('redeems a ticket once', () => {
  using tickets = new OneTimeTickets<string>();
  const ticket = tickets.issue('the thing');
  expect(tickets.redeem(ticket)).toBe('the thing');
  expect(tickets.redeem(ticket)).toBeUndefined();
});

it('makes tickets of 192 bits, no two alike', () => {
  using tickets = new OneTimeTickets<number>();
  const issued = Array.from({ length: 1000 }, (_, index) => tickets.issue(index));
  expect(new Set(issued).size).toBe(1000);
  for (const ticket of issued) expect(Buffer.from(ticket, 'base64url').byteLength).toBe(24);
});

it('forgets a ticket that nobody used for a minute', () => {
  using tickets = new OneTimeTickets<string>();
  const ticket = tickets.issue('late');
  vi.advanceTimersByTime(60_000);
  expect(tickets.redeem(ticket)).toBeUndefined();
});

it('knows no name that it did not make', () => {
  using tickets = new OneTimeTickets<string>();
  tickets.issue('the thing');
  for (const name of ['', '__proto__', 'constructor', 'guess']) expect(tickets.redeem(name)).toBeUndefined();
});

it('leaves no timer behind', () => {
  const tickets = new OneTimeTickets<string>();
  tickets.issue('one');
  tickets.redeem(tickets.issue('two'));
  tickets[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
});
