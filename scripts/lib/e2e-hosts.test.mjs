import { describe, expect, test } from 'vitest';
import { takeHosts } from './e2e-hosts.mjs';

describe('the hosts of a command line', () => {
  test('are the browser host and the double where none is named', () => {
    expect(takeHosts(['send.spec.ts', '-g', 'cancel'])).toEqual({
      hosts: ['web', 'double'],
      rest: ['send.spec.ts', '-g', 'cancel'],
    });
  });

  test('are those that are named, in either way', () => {
    expect(takeHosts(['--host', 'electron', '--headed', '--host=web'])).toEqual({
      hosts: ['electron', 'web'],
      rest: ['--headed'],
    });
  });

  test.each([['--host', 'chrome'], ['--host='], ['--host']])(
    'are refused where none has that name: %s %s',
    (...args) => {
      expect(() => takeHosts(args)).toThrow(/there is web, double, electron/);
    },
  );
});
