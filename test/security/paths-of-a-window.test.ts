import { mkdir, readFile, readdir, realpath, writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { startTestServer } from '#test/harness/servers/index.ts';
import { startRouter, testPlatform } from '#test/harness/services/callers.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { attempt } from './attempt.ts';
import { watchFileCalls } from './file-calls.ts';
import { inputSchemas, textsTaken } from './input-schemas.ts';
import { textsOf, withText } from './texts.ts';
import { inputsFor } from './window-inputs.ts';

// A window that was taken over calls every procedure with a path wherever a text may stand. Main, with its real services,
// then opens nothing but what it keeps in its own folder, under names that it made, and what is in the collection that is open.

const secret = 'the content of a file that is none of the window’s business';

/**
 * A folder with a secret in it; the data folder and a collection's two floors below: `../../secret.txt` from a folder of
 * those.
 */
async function startTakenOver() {
  const outside = await realpath(await temporaryFolder());
  const dataFolder = join(outside, 'data');
  const collections = join(outside, 'collections');
  for (const name of ['shop', 'other']) {
    await mkdir(join(collections, name), { recursive: true });
    await writeFile(join(collections, name, 'opencollection.yml'), `info:\n  name: ${name}\n`);
  }
  await writeFile(join(outside, 'secret.txt'), secret);
  const platform = { ...testPlatform, collectionsFolder: collections };
  const { caller, router } = await startRouter({ dataFolder, platform });
  return { outside, dataFolder, collections, window: caller(), router };
}

/** How programs have been led to files: each leads to the secret, or would with one more mistake. */
function pathsTo(outside: string): string[] {
  const file = join(outside, 'secret.txt');
  return [
    '../../secret.txt',
    '../../../../../../../../etc/passwd',
    '..\\..\\secret.txt',
    file,
    `${file}\0.json`,
    `.${file}`,
    pathToFileURL(file).href,
    `file:${file}`,
    `file://localhost${file}`,
    '\\\\server\\share\\secret.txt',
    '//server/share/secret.txt',
    'C:\\secret.txt',
    '..%2f..%2fsecret.txt',
    '%2e%2e/%2e%2e/secret.txt',
    '....//....//secret.txt',
    '~/secret.txt',
    // Of the length of an id, and as close to one as a path gets.
    '../../secret.txt'.padEnd(22, '/'),
    '../'.repeat(7).padEnd(22, '.'),
    '.',
    '..',
    'a/b',
    'CON',
  ];
}

/**
 * Of what is deep within these inputs, so many of the paths are tried in each place: others in the next place, so that all are
 * tried. Each attempt writes to the disk, and a request has sixty places.
 */
const triedDeepWithin: Readonly<Record<string, number>> = {
  'requests.send': 2,
  'requests.preview': 2,
  'drafts.put': 2,
  'collections.createRequest': 1,
  'collections.putDefaults': 1,
  'environments.put': 1,
};

function triedIn(path: string, [index, place]: [number, string], paths: readonly string[]) {
  const count = place.includes('.') ? (triedDeepWithin[path] ?? paths.length) : paths.length;
  return paths.map((_, at) => paths.at((index * count + at) % paths.length) ?? '').slice(0, count);
}

/** What Parley makes in its data folder. */
const ours = new RegExp(
  [
    '^(?:bodies|uploads|drafts|tabs|history)(?:/(?:index|[\\w-]{22}(?:\\.[\\w-]{43})?)?(?:\\.(?:json|text))?(?:\\.tmp)?)?$',
    '^bin(?:/[\\w-]{22}(?:/was\\.json(?:\\.tmp)?|/content(?:/[^/]+)?)?)?$',
    '^logs(?:/[\\w.-]+)?$',
    '^(?:settings|collections|secrets)\\.json(?:\\.tmp)?$',
    '^secrets\\.key(?:\\.tmp)?$',
  ].join('|'),
);

/** Names of locks are hashes of folders. */
function isLock(path: string): boolean {
  return /^\/run\/user\/\d+$/.test(path) || /[\\/]parley-locks(?:-\d+)?(?:[\\/][\w.-]+)*$/.test(path);
}

test('what is tried fills every place where any procedure takes a text', async () => {
  await using server = await startTestServer();
  const takenOver = await startTakenOver();
  const schemas = inputSchemas(takenOver.router);
  const { all, real } = await inputsFor(takenOver, server.url('/echo'));
  expect([...real].filter((path) => !schemas.has(path))).toEqual([]);
  for (const [path, schema] of schemas) {
    const filled = (all.get(path) ?? []).flatMap((input) => textsOf(input));
    expect([...new Set(filled)].toSorted(), path).toEqual([...new Set(textsTaken(schema))].toSorted());
  }
});

test('a path in place of any text of any procedure opens nothing that it names', {
  timeout: 60_000,
}, async () => {
  await using server = await startTestServer();
  const takenOver = await startTakenOver();
  const { window, outside, dataFolder, collections } = takenOver;
  const inputs = await inputsFor(takenOver, server.url('/echo'));
  const { all, real } = inputs;
  // Once as they are: what is loaded late is loaded, and the calls do their work.
  for (const [path, ofPath] of all)
    for (const input of ofPath) {
      const answer = await attempt(window, inputs, path, input);
      if (real.has(path)) expect(answer, path).not.toMatch(/^[A-Z_]+: /);
    }

  using calls = watchFileCalls();
  const answers: string[] = [];
  for (const [path, ofPath] of all)
    for (const input of ofPath)
      for (const [index, place] of textsOf(input).entries())
        for (const text of triedIn(path, [index, place], pathsTo(outside)))
          answers.push(await attempt(window, inputs, path, withText(input, place.split('.'), text)));

  expect(answers.length).toBeGreaterThan(1000);
  expect(answers.filter((answer) => answer.includes(secret) || answer.includes('root:'))).toEqual([]);
  // Nothing but files that main named, in folders that it made, and those of the collections.
  const opened = [...calls.paths];
  expect(opened.length).toBeGreaterThan(100);
  const elsewhere = opened.filter((path) => {
    if (isLock(path) || path === `/proc/${process.pid}/stat`) return false;
    // What is in them is written to the disk.
    if (path === outside || path === dataFolder) return false;
    // No `..` in it, nor anything else that leads elsewhere than it says.
    if (path === collections || path.startsWith(collections + sep)) return resolve(path) !== path;
    if (!path.startsWith(dataFolder + sep)) return true;
    return !ours.test(path.slice(dataFolder.length + 1).replaceAll(sep, '/'));
  });
  expect(elsewhere).toEqual([]);
  expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe(secret);
  expect((await readdir(outside)).toSorted()).toEqual(['collections', 'data', 'secret.txt']);
  for (const entry of await readdir(dataFolder, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      expect(await readFile(join(entry.parentPath, entry.name), 'utf8'), entry.name).not.toContain(secret);
});
