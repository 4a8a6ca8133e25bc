import { expect, it } from 'vitest';
import { openRig, type Rig } from './rig.ts';
import { bugs, type PipeKind, pipeKinds, type Row, type RowNumber, rows } from './rows.ts';
import type { ServerConfigInput } from './server/config.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** The cell of the table that a test stands for. scripts/conformance.mjs makes the table of them. */
    conformance?: {
      readonly row: number;
      readonly pipe: PipeKind;
      readonly title: string;
      /** Bugs of the existing adapters that the row shows not to be here. */
      readonly bugs: readonly string[];
      /** Why the row makes no sense for the pipe. */
      readonly reason?: string;
    };
  }
}

export interface RowOptions {
  readonly config?: ServerConfigInput;
  /** What sets this test apart where a row has several. */
  readonly also?: string;
  readonly timeoutMs?: number;
  /** Pipes over which a test of their own shows the row. */
  readonly except?: readonly PipeKind[];
}

/** Tests a row over every pipe for which it makes sense; for the others it says why not. */
export function row(
  number: RowNumber,
  test: (rig: Rig, kind: PipeKind) => Promise<void>,
  { config = {}, also, timeoutMs = 20_000, except = [] }: RowOptions = {},
): void {
  const { title }: Row = rows[number];
  for (const pipe of pipeKinds) {
    if (except.includes(pipe)) continue;
    it(`row ${number} over ${pipe}: ${title}${also ? ` (${also})` : ''}`, { timeout: timeoutMs }, async ({
      task,
    }) => {
      task.meta.conformance = cell(number, pipe);
      await using rig = await openRig(pipe, config);
      await test(rig, pipe);
    });
  }
}

/** Tests a row on Electron alone; where it makes no sense for the other pipes, they are listed with the reason. */
export function electronRow(number: RowNumber, test: () => Promise<void>, also?: string): void {
  const { title, electronOnly }: Row = rows[number];
  const ending = `: ${title}${also ? ` (${also})` : ''}`;
  it(`row ${number} over Electron${ending}`, async ({ task }) => {
    task.meta.conformance = cell(number, 'Electron');
    await test();
  });
  if (electronOnly === undefined || explained.has(number)) return;
  explained.add(number);
  for (const pipe of pipeKinds) {
    if (pipe === 'Electron') continue;
    it(`row ${number} over ${pipe}: ${title}`, ({ task, skip }) => {
      task.meta.conformance = { ...cell(number, pipe), reason: electronOnly };
      skip(electronOnly);
    });
  }
}

const explained = new Set<RowNumber>();

function cell(number: RowNumber, pipe: PipeKind) {
  const shown = bugs.filter((bug) => bug.rows.includes(number)).map(({ title }) => title);
  return { row: number, pipe, title: rows[number].title, bugs: shown };
}

/** As `eventually`, for where timers are faked: those of `vi.waitFor` would move the faked ones on. */
export async function withinTurns(check: () => void): Promise<void> {
  for (let i = 0; i < 10_000; i += 1) {
    try {
      check();
      return;
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  check();
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (cause) {
    return cause;
  }
  return expect.fail('it should have been rejected');
}
