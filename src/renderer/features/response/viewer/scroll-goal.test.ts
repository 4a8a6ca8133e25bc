import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ScrollGoal } from './scroll-goal.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const at = (row: number) => ({ row, offset: 0 });
const isNever = () => false;

test('the view goes where the rows are there, at once', () => {
  const goal = new ScrollGoal();
  goal.set(at(7));
  expect(goal.advance(() => true)).toEqual(at(7));
  expect(goal.position).toBeNull();
  expect(goal.advance(() => true)).toBeNull();
});

test('a place is kept to until its rows are there, and only then the newest one is asked for', () => {
  const goal = new ScrollGoal();
  const there = new Set<number>();
  const asked: number[] = [];
  const isReady = ({ row }: { row: number }) => {
    asked.push(row);
    return there.has(row);
  };
  for (const row of [10, 20, 30]) {
    goal.set(at(row));
    expect(goal.advance(isReady)).toBe('wait');
  }
  expect(asked).toEqual([10, 10, 10]);
  there.add(10);
  expect(goal.advance(isReady)).toEqual(at(10));
  expect(goal.position).toEqual(at(30));
  expect(goal.advance(isReady)).toBe('wait');
  there.add(30);
  expect(goal.advance(isReady)).toEqual(at(30));
  expect(goal.position).toBeNull();
});

test('rows that take too long are not waited for', () => {
  const goal = new ScrollGoal();
  goal.set(at(10));
  expect(goal.advance(isNever)).toBe('wait');
  vi.advanceTimersByTime(499);
  goal.set(at(20));
  expect(goal.advance(isNever)).toBe('wait');
  vi.advanceTimersByTime(1);
  expect(goal.advance(isNever)).toEqual(at(10));
  expect(goal.advance(isNever)).toBe('wait');
  vi.advanceTimersByTime(500);
  expect(goal.advance(isNever)).toEqual(at(20));
});

test('where the view was told to go elsewhere, nothing is left of it', () => {
  const goal = new ScrollGoal();
  goal.set(at(10));
  goal.advance(isNever);
  goal.clear();
  expect(goal.position).toBeNull();
  expect(goal.advance(isNever)).toBeNull();
});
