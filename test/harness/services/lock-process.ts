import { acquireInstanceLock } from '#main/services/instance-lock.ts';

/** Holds the lock of the data folder in its argument until it is killed. Says `held` when it has it. */
const [dataFolder] = process.argv.slice(2);
if (dataFolder === undefined) throw new Error('the data folder is missing');

const lock = await acquireInstanceLock(dataFolder, {
  describe: () => `process ${process.pid}`,
  onSecond: () => {},
});
process.stdout.write('path' in lock ? 'held\n' : `taken by ${lock.runningAs}\n`);
