import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const script = path.join(import.meta.dirname, 'chromium.mjs');

test('a browser named by PARLEY_CHROMIUM that does not start is an error, not a reason to take another', () => {
  const env = {
    ...process.env,
    PARLEY_CHROMIUM: process.platform === 'win32' ? 'C:\\no-such.exe' : '/bin/false',
  };
  const { status, stderr } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/PARLEY_CHROMIUM names .* does not start/);
});
