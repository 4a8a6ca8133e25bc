import { workerData } from 'node:worker_threads';
import { readHere } from './read-here.ts';
import { orderSchema, type Report, startSchema } from './thread-messages.ts';

/** The thread that reads collections, apart from main, which must not wait for it. */
const { port, ...settings } = startSchema.parse(workerData);
const tell = (report: Report) => port.postMessage(report, []);
const untaken = new Map<number, () => void>();
let calls = 0;

const reading = readHere(settings)({
  batch(id, batch) {
    const call = calls++;
    tell({ type: 'batch', id, batch, call });
    return new Promise((resolve) => untaken.set(call, resolve));
  },
  state: (id, state) => tell({ type: 'state', id, state }),
  // A new thread is what makes that necessary.
  restarted: () => undefined,
  error: (error) => tell({ type: 'error', error }),
});

function take(call: number): void {
  untaken.get(call)?.();
  untaken.delete(call);
}

async function obey(message: unknown): Promise<void> {
  const order = orderSchema.parse(message);
  switch (order.type) {
    case 'open':
      reading.open(order.id, order.root);
      break;
    case 'close':
      reading.close(order.id);
      break;
    case 'taken':
      take(order.call);
      break;
    case 'look':
      await reading.look(order.id, order.paths).then(
        () => tell({ type: 'looked', call: order.call }),
        (error: unknown) => tell({ type: 'looked', call: order.call, error }),
      );
      break;
    case 'end':
      // Main takes in nothing any more.
      for (const call of untaken.keys()) take(call);
      await reading[Symbol.asyncDispose]();
      port.close();
  }
}

port.on('message', (message: unknown) => {
  obey(message).catch((error: unknown) => tell({ type: 'error', error }));
});
