import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const folders = ['ipc', 'body-engine', 'router', 'main', 'preload', 'renderer', 'web'] as const;

/** What a file of the first folder may import by alias. Every other pair of folders is forbidden. */
const allowed = new Set([
  'body-engine → ipc',
  'main → ipc',
  'main → body-engine',
  'main → router',
  'web → ipc',
  'web → router',
  'renderer → ipc',
]);

interface Case {
  file: string;
  code: string;
}

const forbidden: Case[] = [
  ...folders.flatMap((from) =>
    folders
      .filter((to) => from !== to && !allowed.has(`${from} → ${to}`))
      .map((to) => ({ file: `src/${from}/file.ts`, code: `import { x } from '#${to}/x.ts'; export { x };` })),
  ),
  // A type is an import as well, but where the design says otherwise.
  { file: 'src/ipc/file.ts', code: "import type { X } from '#router/x.ts'; export type { X };" },
  { file: 'src/preload/file.ts', code: "import type { X } from '#ipc/x.ts'; export type { X };" },
  // Every way to say it.
  { file: 'src/ipc/file.ts', code: "export { x } from '#router/x.ts';" },
  { file: 'src/ipc/file.ts', code: "export * from '#router/x.ts';" },
  { file: 'src/ipc/file.ts', code: "import '#router/x.ts';" },
  { file: 'src/ipc/file.ts', code: "export const x = await import('#router/x.ts');" },
  // Dots lead out of a folder too, from any depth.
  { file: 'src/ipc/file.ts', code: "import { x } from '../router/x.ts'; export { x };" },
  { file: 'src/ipc/pipes/file.ts', code: "import { x } from '../../main/x.ts'; export { x };" },
  { file: 'src/renderer/a/b/file.ts', code: "import { x } from '../../../web/x.ts'; export { x };" },
  { file: 'src/web/file.ts', code: "import { x } from '../main/services/x.ts'; export { x };" },
  // The body engine runs wherever there is Node.
  { file: 'src/body-engine/file.ts', code: "import { app } from 'electron'; export { app };" },
  // Services know the contracts, and nothing of who calls them.
  { file: 'src/main/services/file.ts', code: "import { x } from '#router/trpc.ts'; export { x };" },
  { file: 'src/main/services/file.ts', code: "import { x } from '#router/context.ts'; export { x };" },
  { file: 'src/main/services/file.ts', code: "import { x } from '#ipc/x.ts'; export { x };" },
  { file: 'src/main/services/file.ts', code: "import { x } from '#main/windows.ts'; export { x };" },
  { file: 'src/main/services/file.ts', code: "import { x } from '../windows.ts'; export { x };" },
  { file: 'src/main/services/http/file.ts', code: "import { x } from '../../windows.ts'; export { x };" },
  {
    file: 'src/main/services/http/a/file.ts',
    code: "import { x } from '../../../windows.ts'; export { x };",
  },
  { file: 'src/main/services/file.ts', code: "import { app } from 'electron'; export { app };" },
  { file: 'src/main/services/a/b/c/file.ts', code: "import { app } from 'electron'; export { app };" },
  {
    file: 'src/main/services/file.ts',
    code: "import { TRPCError } from '@trpc/server'; export { TRPCError };",
  },
  { file: 'src/web/file.ts', code: "import { x } from '#main/windows.ts'; export { x };" },
  // Electron is where it runs.
  { file: 'src/router/file.ts', code: "import { app } from 'electron'; export { app };" },
  { file: 'src/router/file.ts', code: "import { readFile } from 'node:fs'; export { readFile };" },
  { file: 'src/web/file.ts', code: "import { app } from 'electron'; export { app };" },
  { file: 'src/renderer/file.ts', code: "import { ipcRenderer } from 'electron'; export { ipcRenderer };" },
  { file: 'src/renderer/file.ts', code: "import { readFile } from 'node:fs'; export { readFile };" },
  // The router's code stays out of the window.
  {
    file: 'src/renderer/file.ts',
    code: "import { x, type Y } from '#router/x.ts'; export { x }; export type { Y };",
  },
  { file: 'src/renderer/file.tsx', code: "import { TRPCError } from '@trpc/server'; export { TRPCError };" },
];

const permitted: Case[] = [
  { file: 'src/body-engine/file.ts', code: "import { x } from '#router/contracts/x.ts'; export { x };" },
  { file: 'src/main/services/file.ts', code: "import { x } from '#body-engine/x.ts'; export { x };" },
  { file: 'src/main/file.ts', code: "import { x } from '#ipc/x.ts'; export { x };" },
  { file: 'src/main/file.ts', code: "import { x } from '#router/x.ts'; export { x };" },
  { file: 'src/main/file.ts', code: "import { app } from 'electron'; export { app };" },
  { file: 'src/main/file.ts', code: "import { x } from './services/x.ts'; export { x };" },
  { file: 'src/main/services/file.ts', code: "import { x } from '#router/contracts/x.ts'; export { x };" },
  {
    file: 'src/main/services/file.ts',
    code: "import type { X } from '#router/context.ts'; export type { X };",
  },
  { file: 'src/main/services/http/file.ts', code: "import { x } from '../log/x.ts'; export { x };" },
  {
    file: 'src/main/services/http/file.ts',
    code: "import { readFile } from 'node:fs'; export { readFile };",
  },
  { file: 'src/web/file.ts', code: "import { x } from '#main/services/x.ts'; export { x };" },
  { file: 'src/web/file.ts', code: "import { x } from '#ipc/x.ts'; export { x };" },
  { file: 'src/preload/file.ts', code: "import { x } from 'electron-trpc/preload'; export { x };" },
  { file: 'src/renderer/file.ts', code: "import { x } from '#ipc/x.ts'; export { x };" },
  { file: 'src/renderer/file.ts', code: "import type { X } from '#router/x.ts'; export type { X };" },
  { file: 'src/renderer/a/file.ts', code: "import { x } from '../b/x.ts'; export { x };" },
  { file: 'src/ipc/pipes/file.ts', code: "import { x } from '../frame.ts'; export { x };" },
  // A test puts together what it likes.
  { file: 'src/renderer/file.test.tsx', code: "import { x } from '#main/services/x.ts'; export { x };" },
  { file: 'src/ipc/file.test.ts', code: "import { x } from '#test/x.ts'; export { x };" },
];

const reportSchema = z.object({
  diagnostics: z.array(z.object({ code: z.string().optional(), filename: z.string() })),
});

let folder: string;
/** The case's file, as it lies in the temporary folder, to whether the import rule objects to it. */
let refused: Map<string, boolean>;

/** Each case gets a file of its own: `file.ts` becomes `file-12.ts`. */
function fileOf(list: 'forbidden' | 'permitted', index: number, { file }: Case): string {
  return file.replace('/file.', `/${list}-${index}.`);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-import-rule-'));
  await copyFile(path.join(root, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const files = [
    ...forbidden.map((item, index) => ({ name: fileOf('forbidden', index, item), code: item.code })),
    ...permitted.map((item, index) => ({ name: fileOf('permitted', index, item), code: item.code })),
  ];
  for (const { name, code } of files) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), `${code.replaceAll('; ', ';\n')}\n`);
  }
  const { diagnostics } = reportSchema.parse(JSON.parse(await lint(folder)));
  const found = diagnostics.filter(({ code }) => code === 'eslint(no-restricted-imports)');
  refused = new Map(files.map(({ name }) => [name, found.some(({ filename }) => filename === name)]));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** @returns rows for `test.each`: what the case says, and the file that says it. */
function rows(list: 'forbidden' | 'permitted', cases: Case[]): [string, string][] {
  return cases.map((item, index) => [`${item.file}: ${item.code}`, fileOf(list, index, item)]);
}

describe('imports run one way', () => {
  test.each(rows('forbidden', forbidden))('refused in %s', (_sentence, file) => {
    expect(refused.get(file)).toBe(true);
  });

  test.each(rows('permitted', permitted))('let pass in %s', (_sentence, file) => {
    expect(refused.get(file)).toBe(false);
  });
});

/** The project's own oxlint over the files there; it ends with an error where it finds something. */
function lint(cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint');
    execFile(process.execPath, [oxlint, '--format=json', 'src'], { cwd }, (error, stdout, stderr) => {
      if (stdout.startsWith('{')) resolve(stdout);
      else reject(new Error(`oxlint gave no report: ${stderr || stdout}`, { cause: error }));
    });
  });
}
