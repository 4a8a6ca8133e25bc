import { expect, test } from 'vitest';
import { isSandboxMissing } from './missing-sandbox.ts';

const switchedOff = { isSwitchedOff: true, isPackaged: true, isRoot: false, env: {} };

test('who runs an AppImage that had to switch the sandbox off is told', () => {
  expect(isSandboxMissing(switchedOff)).toBe(true);
});

test.each([
  ['the sandbox is on', { isSwitchedOff: false }],
  ['Parley runs from its source', { isPackaged: false }],
  ['it is root that runs it', { isRoot: true }],
  ['it is a CI that runs it', { env: { CI: 'true' } }],
])('nobody is told where %s', (_where, facts) => {
  expect(isSandboxMissing({ ...switchedOff, ...facts })).toBe(false);
});
