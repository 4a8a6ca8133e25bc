import { join } from 'node:path';
import { inject } from 'vitest';
import type { ScriptOfTests } from '#test/harness/scripts-of-tests.ts';

/**
 * A script that tests run in a thread or process of its own, as it was built for this run: plain Node takes no TypeScript.
 * @returns its path.
 */
export function bundle(script: ScriptOfTests): string {
  return join(inject('runFolder'), `${script}.mjs`);
}
