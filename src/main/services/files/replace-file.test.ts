import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bundle } from '#test/harness/services/bundle.ts';
import { countRuns, durabilityRuns } from '#test/harness/services/count-runs.ts';
import { mountSmallDisk } from '#test/harness/services/small-disk.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { createFile, FileChangedError, replaceFile } from './replace-file.ts';

const isPosix = process.platform !== 'win32';
/** Root may do what it is forbidden. */
const obeysModes = isPosix && process.getuid?.() !== 0;

async function file(name = 'request.yml', content = 'old\n') {
  const folder = await temporaryFolder();
  const path = join(folder, name);
  await writeFile(path, content);
  return { folder, path };
}

test('the text replaces what was expected, and nothing else is left in the folder', async () => {
  const { folder, path } = await file();
  await replaceFile(path, { expected: 'old\n', text: 'new\n' });
  expect(await readFile(path, 'utf8')).toBe('new\n');
  expect(await readdir(folder)).toEqual(['request.yml']);
});

test('a file that says something else is left alone, and the error tells what it says', async () => {
  const { folder, path } = await file();
  const failing = replaceFile(path, { expected: 'older\n', text: 'new\n' });
  await expect(failing).rejects.toBeInstanceOf(FileChangedError);
  await expect(failing).rejects.toMatchObject({ found: 'old\n' });
  expect(await readFile(path, 'utf8')).toBe('old\n');
  expect(await readdir(folder)).toEqual(['request.yml']);
});

test('what another program writes while the new text is being written is not overwritten', async () => {
  const { folder, path } = await file();
  const text = 'x'.repeat(20_000_000);
  const failure = replaceFile(path, { expected: 'old\n', text }).catch((cause: unknown) => cause);
  while (readdirSync(folder).length === 1) await new Promise(setImmediate);
  writeFileSync(path, 'theirs\n');
  expect(await failure).toMatchObject({ name: 'FileChangedError', found: 'theirs\n' });
  expect(await readFile(path, 'utf8')).toBe('theirs\n');
  expect(await readdir(folder)).toEqual(['request.yml']);
});

test('a file that is gone is not made again', async () => {
  const { folder } = await file();
  const failing = replaceFile(join(folder, 'other.yml'), { expected: 'old\n', text: 'new\n' });
  await expect(failing).rejects.toMatchObject({ name: 'FileChangedError', found: undefined });
  expect(await readdir(folder)).toEqual(['request.yml']);
});

test('bytes count: a BOM and line ends are part of the text', async () => {
  const { path } = await file('request.yml', '\uFEFFold\r\n');
  await expect(replaceFile(path, { expected: 'old\r\n', text: '' })).rejects.toBeInstanceOf(FileChangedError);
  await replaceFile(path, { expected: '\uFEFFold\r\n', text: '\uFEFFnew\r\n' });
  expect(await readFile(path)).toEqual(Buffer.from('\uFEFFnew\r\n'));
});

test('a new file is made, and never over one that is there', async () => {
  const { folder, path } = await file();
  await createFile(join(folder, 'new.yml'), 'new\n');
  await expect(createFile(path, 'new\n')).rejects.toMatchObject({ found: 'old\n' });
  expect(await readFile(join(folder, 'new.yml'), 'utf8')).toBe('new\n');
  expect(await readFile(path, 'utf8')).toBe('old\n');
  expect((await readdir(folder)).toSorted()).toEqual(['new.yml', 'request.yml']);
});

test('of many that make the same file one does', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'new.yml');
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => createFile(path, String(index))),
  );
  const made = results.findIndex(({ status }) => status === 'fulfilled');
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await readFile(path, 'utf8')).toBe(String(made));
});

test.runIf(isPosix)('the mode stays; a new file has the one that new files have', async () => {
  const { folder, path } = await file();
  await chmod(path, 0o640);
  await replaceFile(path, { expected: 'old\n', text: 'new\n' });
  await createFile(join(folder, 'new.yml'), '');
  await writeFile(join(folder, 'usual.yml'), '');
  const modes = await Promise.all(
    ['request.yml', 'new.yml', 'usual.yml'].map(
      async (name) => (await stat(join(folder, name))).mode & 0o777,
    ),
  );
  expect(modes[0]).toBe(0o640);
  expect(modes[1]).toBe(modes[2]);
});

test.runIf(isPosix)('where the name is a link, what it leads to is replaced', async () => {
  const { folder, path } = await file();
  await mkdir(join(folder, 'links'));
  const links = ['here.yml', 'links/there.yml'].map((name) => join(folder, name));
  await symlink('request.yml', links[0] ?? '');
  await symlink('../here.yml', links[1] ?? '');
  await replaceFile(links[1] ?? '', { expected: 'old\n', text: 'new\n' });
  expect(await readFile(path, 'utf8')).toBe('new\n');
  expect(await readlink(links[1] ?? '')).toBe('../here.yml');
  expect(await readdir(join(folder, 'links'))).toEqual(['there.yml']);
});

test.runIf(isPosix)('a link that leads nowhere is told in words', async () => {
  const folder = await temporaryFolder();
  await symlink('nowhere', join(folder, 'request.yml'));
  await expect(createFile(join(folder, 'request.yml'), '')).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('“request.yml” is a link that leads nowhere'),
  });
});

test('a name as long as the system takes is fine', async () => {
  const { path } = await file(`${'n'.repeat(251)}.yml`);
  await replaceFile(path, { expected: 'old\n', text: 'new\n' });
  expect(await readFile(path, 'utf8')).toBe('new\n');
});

describe('where the file system refuses, the old text is intact and nothing else is left', () => {
  test.runIf(isPosix)('a folder that takes no files', async () => {
    const { folder, path } = await file();
    await chmod(path, 0o666);
    await chmod(folder, 0o555);
    onTestFinished(() => chmod(folder, 0o700));
    const script = bundle('replacing-process');
    const child = spawn(process.execPath, [script, path, 'one', '1'], {
      // Root writes wherever it likes, nobody does not.
      ...(obeysModes ? {} : { uid: 65534, gid: 65534 }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    expect(await textOf(child.stderr)).toContain('EACCES: permission denied, open');
    expect(await readFile(path, 'utf8')).toBe('old\n');
    expect(await readdir(folder)).toEqual(['request.yml']);
  });

  test.runIf(obeysModes)('a file that may not be written to', async () => {
    const { path } = await file();
    await chmod(path, 0o400);
    const failing = replaceFile(path, { expected: 'old\n', text: 'new\n' });
    await expect(failing).rejects.toMatchObject({ code: 'EACCES' });
    expect(await readFile(path, 'utf8')).toBe('old\n');
  });

  test('a disk that is full', async (context) => {
    const disk = mountSmallDisk(64);
    if ('refused' in disk) return context.skip(disk.refused);
    onTestFinished(() => disk[Symbol.dispose]());
    const path = join(disk.folder, 'request.yml');
    await writeFile(path, 'old\n');
    const text = 'x'.repeat(100_000);
    await expect(replaceFile(path, { expected: 'old\n', text })).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(createFile(join(disk.folder, 'new.yml'), text)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await readFile(path, 'utf8')).toBe('old\n');
    expect(await readdir(disk.folder)).toEqual(['request.yml']);
  });

  test('a rename that fails', async () => {
    const { folder } = await file();
    await mkdir(join(folder, 'folder.yml'));
    const failing = replaceFile(join(folder, 'folder.yml'), { expected: '', text: 'new\n' });
    await expect(failing).rejects.toMatchObject({ code: 'EISDIR' });
    expect((await readdir(folder)).toSorted()).toEqual(['folder.yml', 'request.yml']);
  });
});

describe('two processes on one file', () => {
  /** 1,000 in the long run. */
  const lines = Math.ceil(durabilityRuns(80) / 2);

  test('no acknowledged write is lost: who comes second is told that the file has changed', {
    timeout: 300_000,
  }, async () => {
    const countEdits = countRuns('interleavings');
    const script = bundle('replacing-process');
    const { folder, path } = await file('request.yml', '');
    const processes = ['one', 'two'].map((name) =>
      spawn(process.execPath, [script, path, name, String(lines)], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    await Promise.all(processes.map(({ stdout }) => once(stdout, 'readable')));
    const said = await Promise.all(
      processes.map(async (child) => {
        child.stdin.end();
        const [output] = await Promise.all([textOf(child.stdout), once(child, 'exit')]);
        return output.split('\n');
      }),
    );
    const added = said.flat().filter((line) => line.startsWith('added '));
    expect(added).toHaveLength(lines * 2);
    const found = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(found.toSorted()).toEqual(added.map((line) => line.replace('added ', '')).toSorted());
    // Both had read the empty file before either wrote.
    expect(said.flat().filter((line) => line === 'refused').length).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual(['request.yml']);
    countEdits(added.length);
  });
});
