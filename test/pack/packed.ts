import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { makeTemporaryFolder } from '#test/harness/temporary-folder.ts';
import { run } from '../../scripts/lib/processes.mjs';
import { root } from '../../scripts/lib/project.mjs';
import { makeStandInElectron } from '../../scripts/lib/stand-in-electron.mjs';

/** The app as `npm run pack` makes it, unpacked. */
export interface Packed extends AsyncDisposable {
  /** The folder that an installer would put on a disk. */
  readonly unpacked: string;
  /** Its asar. */
  readonly asar: string;
  /** The stand-in that it was packed around. */
  readonly electronDist: string;
}

/**
 * Runs `npm run pack` for Linux, around a folder that looks like Electron's and carries its fuses. Rejects with all that
 * it said where it fails.
 * @param env of the packing, beside this process's own.
 */
export async function packApp(env: NodeJS.ProcessEnv = {}): Promise<Packed> {
  const folder = await makeTemporaryFolder('pack');
  const electronDist = path.join(folder.path, 'electron');
  const output = path.join(folder.path, 'dist');
  makeStandInElectron(electronDist);
  const { code, stdout, stderr } = await run(
    process.execPath,
    [
      path.join(root, 'scripts/pack.mjs'),
      '--linux=dir',
      `--config.electronDist=${electronDist}`,
      `--config.directories.output=${output}`,
    ],
    { quiet: true, env: { ...process.env, ...env } },
  );
  if (code !== 0) throw new Error(`packing failed:\n${stdout}${stderr}`);
  const [name] = (await readdir(output)).filter((entry) => entry.endsWith('-unpacked'));
  const unpacked = path.join(output, name ?? 'nothing was unpacked');
  return {
    unpacked,
    asar: path.join(unpacked, 'resources/app.asar'),
    electronDist,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
