import { Log } from '#main/services/log/log.ts';

/** Writes two lines to the log in the folder of its argument, tells how many workers it has, and ends by itself. */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('the folder is missing');

const log = await Log.open({ folder });
log.write('info', 'from a bundle');
log.failure(new Error('and a failure'));
const workers = process.getActiveResourcesInfo().filter((resource) => resource === 'Worker').length;
await log.close();
process.stdout.write(`workers: ${workers}\n`);
