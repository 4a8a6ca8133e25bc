import { describe, expect, it } from 'vitest';
import { parseCommand } from './command.ts';

describe("the command line of Electron's executable", () => {
  it("is Playwright's", () => {
    const args = [
      '--no-sandbox',
      '--inspect=0',
      '--remote-debugging-port=0',
      '/app',
      '--user-data-dir=/data',
    ];
    expect(parseCommand(args)).toEqual({
      app: '/app',
      required: [],
      inspectPort: 0,
      debuggingPort: 0,
      switches: ['--no-sandbox', '--user-data-dir=/data'],
    });
  });

  it('may name modules to load before the app', () => {
    const { required, app } = parseCommand(['-r', '/loader.js', '.', 'file.txt']);
    expect(required).toEqual(['/loader.js']);
    expect(app).toBe('.');
  });

  it('is debugged only where it is asked for', () => {
    expect(parseCommand(['.'])).toMatchObject({ inspectPort: undefined, debuggingPort: undefined });
  });
});
