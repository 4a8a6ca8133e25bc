import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArrivalTimes } from './arrival-times.ts';

test('a byte has arrived when it was told of', () => {
  const times = new ArrivalTimes();
  times.record(10, 1000);
  times.record(20, 2000);
  expect([0, 9, 10, 19, 20].map((offset) => times.at(offset))).toEqual([1000, 1000, 2000, 2000, undefined]);
});

test('what comes within 10 ms has one time', () => {
  const times = new ArrivalTimes();
  times.record(10, 1000);
  times.record(20, 1009);
  times.record(30, 1010);
  expect([15, 25].map((offset) => times.at(offset))).toEqual([1000, 1010]);
});

test('however much arrives, a time is late by no more than it says, and the memory is bounded', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.nat(500)), {
        minLength: 1,
        maxLength: 300,
        size: 'max',
      }),
      fc.constantFrom(8, 100),
      (arrivals, maxEntries) => {
        const times = new ArrivalTimes(maxEntries);
        const told: { offset: number; now: number }[] = [];
        let end = 0;
        let now = 5000;
        for (const [bytes, ms] of arrivals) {
          now += ms;
          told.push({ offset: end, now });
          end += bytes;
          times.record(end, now);
        }
        for (const { offset, now: arrived } of told) {
          const late = arrived - (times.at(offset) ?? Number.NaN);
          expect(late).toBeGreaterThanOrEqual(0);
          expect(late).toBeLessThan(times.precisionMs);
        }
      },
    ),
  );
});
