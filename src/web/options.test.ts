import { isAbsolute, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { parseOptions, UsageError } from './options.ts';

describe("the browser host's command line", () => {
  it('listens on loopback, on any port, unless told otherwise', () => {
    expect(parseOptions([])).toMatchObject({ host: '127.0.0.1', port: 0, open: false });
    expect(isAbsolute(parseOptions([])?.dataFolder ?? '')).toBe(true);
  });

  it('takes what it is told', () => {
    const folders = ['--data', '/x', '--collections', '/y'];
    expect(parseOptions(['--port', '8080', '--host', '0.0.0.0', ...folders, '--open'])).toEqual({
      port: 8080,
      host: '0.0.0.0',
      dataFolder: '/x',
      collectionsFolder: '/y',
      open: true,
    });
  });

  it('has its collections with its data unless told otherwise', () => {
    expect(parseOptions(['--data', '/x'])?.collectionsFolder).toBe(join('/x', 'collections'));
  });

  it('shows its help where that is asked for', () => {
    expect(parseOptions(['--help'])).toBeNull();
  });

  it.each([
    [['--port', 'many'], '--port many: a port is a number from 0 to 65535'],
    [['--port', '65536'], 'a port is a number'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['stray'], 'stray'],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('keeps its data where the desktop app does: Electron names the folder after productName', () => {
    expect(parseOptions([], { XDG_CONFIG_HOME: '/c', APPDATA: '/c' })?.dataFolder).toContain(
      join(packageJson.productName, 'data'),
    );
  });
});
