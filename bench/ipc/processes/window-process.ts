import { contenders, isContenderName } from '../contenders/index.ts';
import type { WindowSide } from '../contender.ts';
import { ipcRenderer } from '../electron/window.ts';
import { type StalledBody, stallBody } from '../workloads/bytes.ts';
import { checkWorkload, measureWorkload } from '../workloads/index.ts';
import { type Answer, answer, type Command, commandSchema, heapAfterGc } from './control.ts';

/** The window of one contender: `node window-process.js CONTENDER`. Ends with main. */

const [name] = process.argv.slice(2);
if (!isContenderName(name)) throw new Error(`There is no contender ${name ?? ''}`);
const contender = await contenders[name].load();
let stalled: StalledBody | null = null;

async function run(side: WindowSide, command: Command): Promise<Answer> {
  switch (command.type) {
    case 'warm':
      return checkWorkload(side, command.workload, command.amount);
    case 'run':
      if (command.workload !== 'stalled') return measureWorkload(side, command.workload, command.amount);
      stalled = await stallBody(side, command.amount);
      return { figures: { taken: stalled.taken } };
    case 'release':
      await stalled?.release();
      return { figures: {} };
    case 'heap':
      return { figures: { window: await heapAfterGc() } };
    case 'probe':
      throw new Error('The probe is in main');
  }
}

ipcRenderer.on('bench:open', () => {
  void (async () => {
    const side = await contender.openWindow();
    ipcRenderer.on('bench:command', (_event, command) => {
      void answer(() => run(side, commandSchema.parse(command))).then((reply) =>
        ipcRenderer.send('bench:reply', reply),
      );
    });
    ipcRenderer.send('bench:ready');
  })();
});
process.once('disconnect', () => process.exit());
