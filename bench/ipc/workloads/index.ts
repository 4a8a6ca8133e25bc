import type { WindowSide } from '../contender.ts';
import type { Amount, Answer, WorkloadName } from '../processes/control.ts';
import { checkBytes, measureBytes } from './bytes.ts';
import { measureEmptyCalls, measureInFlight, measureList } from './calls.ts';
import { measureEvents, runCycles } from './subscriptions.ts';

/** Runs a workload in the window and measures it. Each checks what it was given: a wrong answer is no figure. */
export async function measureWorkload(
  side: WindowSide,
  workload: WorkloadName,
  amount: Amount,
): Promise<Answer> {
  switch (workload) {
    case 'empty':
      return measureEmptyCalls(side, amount.count);
    case 'inFlight':
      return measureInFlight(side, amount.count, amount.width);
    case 'list':
      return measureList(side, amount.count, amount.width);
    case 'events':
      return measureEvents(side, amount.count, amount.width);
    case 'cycles':
      return runCycles(side, amount.count);
    case 'bytes':
    case 'stalled':
      return measureBytes(side, amount);
  }
}

/** The same to warm up, with bodies checked byte by byte: what the measured run leaves out for the clock's sake. */
export async function checkWorkload(
  side: WindowSide,
  workload: WorkloadName,
  amount: Amount,
): Promise<Answer> {
  if (workload === 'bytes' || workload === 'stalled') return checkBytes(side, amount);
  return measureWorkload(side, workload, amount);
}
