import { withFolderLock } from '#main/services/files/folder-lock.ts';

/** Takes the lock of a folder and keeps it until it is killed. Says `held` when it has it. Arguments: the folder, that of the locks. */
const [folder, locks] = process.argv.slice(2);
if (folder === undefined || locks === undefined) throw new Error('the folders are missing');

await withFolderLock(
  folder,
  new AbortController().signal,
  () =>
    new Promise<never>(() => {
      process.stdout.write('held\n');
      setInterval(() => undefined, 60_000);
    }),
  { locks },
);
