import type { Amount, WorkloadName } from './processes/control.ts';

const kib = 1024;
const mib = 1024 * kib;

/** What `bodies.stream` yields at once. */
const pieceSize = 256 * kib;

export interface WorkloadAmounts {
  /** Before the measured run: for the compilers of both processes, and for the check of every byte. */
  readonly warm: Amount;
  readonly run: Amount;
}

const amount = (parts: Partial<Amount>): Amount => ({ count: 0, width: 0, size: 0, pieceSize, ...parts });

/** The measured amounts. */
export const fullAmounts: Readonly<Record<WorkloadName, WorkloadAmounts>> = {
  empty: { warm: amount({ count: 3000 }), run: amount({ count: 10_000 }) },
  inFlight: {
    warm: amount({ count: 10_000, width: 1000 }),
    run: amount({ count: 20_000, width: 1000 }),
  },
  list: { warm: amount({ count: 10, width: 5000 }), run: amount({ count: 30, width: 5000 }) },
  bytes: { warm: amount({ size: 64 * mib }), run: amount({ size: 1024 * mib }) },
  stalled: { warm: amount({ size: 64 * mib }), run: amount({ size: 1024 * mib }) },
  events: { warm: amount({ count: 10_000, width: 2 }), run: amount({ count: 10_000, width: 5 }) },
  cycles: { warm: amount({ count: 1000 }), run: amount({ count: 10_000 }) },
};

/** Enough to see that everything works; its figures say little. */
export const quickAmounts: Readonly<Record<WorkloadName, WorkloadAmounts>> = {
  empty: { warm: amount({ count: 500 }), run: amount({ count: 1000 }) },
  inFlight: { warm: amount({ count: 1000, width: 1000 }), run: amount({ count: 5000, width: 1000 }) },
  list: { warm: amount({ count: 3, width: 5000 }), run: amount({ count: 5, width: 5000 }) },
  bytes: { warm: amount({ size: 8 * mib }), run: amount({ size: 64 * mib }) },
  stalled: { warm: amount({ size: 8 * mib }), run: amount({ size: 128 * mib }) },
  events: { warm: amount({ count: 10_000, width: 1 }), run: amount({ count: 10_000, width: 1 }) },
  cycles: { warm: amount({ count: 300 }), run: amount({ count: 1000 }) },
};
