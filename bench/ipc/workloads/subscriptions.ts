import type { WindowSide } from '../contender.ts';
import { createEvent } from '../payload.ts';
import type { Answer } from '../processes/control.ts';
import { quantile } from '../statistics.ts';

/** Bursts, one after the other: events a second, from the subscription to the burst's last. */
export async function measureEvents({ events }: WindowSide, count: number, bursts: number): Promise<Answer> {
  if (!events) throw new Error('It has no events');
  const last = createEvent(count - 1);
  const rates: number[] = [];
  for (let burst = 0; burst < bursts; burst += 1) {
    let received = 0;
    const began = performance.now();
    await events(count, (event) => {
      if (event.sequence !== received)
        throw new Error(`Event ${event.sequence} came in place of ${received}`);
      if (received === count - 1 && JSON.stringify(event) !== JSON.stringify(last)) {
        throw new Error('An event arrived changed');
      }
      received += 1;
    });
    rates.push(count / ((performance.now() - began) / 1000));
    if (received !== count) throw new Error(`${received} events of ${count} came`);
  }
  return { figures: { perSecond: quantile(rates, 0.5) } };
}

/** Subscribes, waits for a value and stops, one after the other. */
export async function runCycles({ subscribe }: WindowSide, count: number): Promise<Answer> {
  if (!subscribe) throw new Error('It has no subscriptions');
  const began = performance.now();
  for (let i = 0; i < count; i += 1) {
    const stop = await subscribe();
    stop();
  }
  return { figures: { perSecond: count / ((performance.now() - began) / 1000) } };
}
