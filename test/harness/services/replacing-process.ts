import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { FileChangedError, replaceFile } from '#main/services/files/replace-file.ts';

/**
 * Adds lines to a file that other processes add lines to as well: each time it replaces the whole text that it has read.
 * Says `ready` once it has read for the first time, and goes on when its input ends: of those that are ready together, one
 * alone can replace what all have read. Says `added LINE` for each that is acknowledged and `refused` for each time that the
 * file had changed. Arguments: the file, the process's name, how many lines to add.
 */
const [path, name, count] = process.argv.slice(2);
if (path === undefined || name === undefined) throw new Error('the file is missing');

const read = () => readFile(path, 'utf8');
let expected = await read();
// Who starts later on a busy machine would find the other done.
writeSync(1, 'ready\n');
await textOf(process.stdin);
for (let line = 1; line <= Number(count); line += 1) {
  while (!(await tryToAdd(path, `${name} ${line}`))) writeSync(1, 'refused\n');
  writeSync(1, `added ${name} ${line}\n`);
}

async function tryToAdd(file: string, line: string): Promise<boolean> {
  try {
    await replaceFile(file, { expected, text: `${expected}${line}\n` });
    return true;
  } catch (cause) {
    if (cause instanceof FileChangedError) return false;
    throw cause;
  } finally {
    expected = await read();
  }
}
