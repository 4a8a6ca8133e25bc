import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { markPrefix } from '#main/startup-trace.ts';
import { environmentWithoutProxy } from '#test/e2e/hosts/environment.ts';
import { makeTemporaryFolder } from '#test/harness/temporary-folder.ts';
import { run } from '../../scripts/lib/processes.mjs';
import { probeVariables, reportSchema } from './probe/report.ts';
import { now, type Start, startSince } from './start.ts';

const limitMs = 60_000;

export interface DesktopApp {
  /** The double, as Electron's executable. */
  readonly executable: string;
  /** The bundled probe. */
  readonly probe: string;
  /** The folder of the app. */
  readonly app: string;
  /** Whether it is Parley: what the last thing of its start is. */
  readonly isParley: boolean;
}

/**
 * Starts a desktop app, waits until it can be used, and has it quit.
 * @param userData its folder of user data
 * @throws where it does not get that far within a minute
 */
export async function startDesktop(
  { executable, probe, app, isParley }: DesktopApp,
  userData: string,
): Promise<Start> {
  await using folder = await makeTemporaryFolder('bench');
  const file = path.join(folder.path, 'report.json');
  const env = {
    ...environmentWithoutProxy(),
    [probeVariables.file]: file,
    ...(isParley && {
      [probeVariables.field]: 'URL',
      [probeVariables.lastMark]: `${markPrefix}page-loaded`,
    }),
  };
  const began = now();
  const exit = await run(executable, ['-r', probe, app, `--user-data-dir=${userData}`], {
    env,
    limitMs,
    quiet: true,
    ownGroup: true,
  });
  if (exit.timedOut || exit.code !== 0) {
    const how = exit.timedOut ? `did not come up within ${limitMs / 1000} s` : `ended with ${exit.code}`;
    throw new Error(`${app} ${how}. ${exit.stderr}`);
  }
  return startSince(began, reportSchema.parse(JSON.parse(await readFile(file, 'utf8'))));
}
