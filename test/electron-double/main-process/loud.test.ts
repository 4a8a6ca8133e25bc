import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { loud, makeLoud, missing } from './loud.ts';

/** Asks for a member that the type does not have. */
const ask = (target: object, name: string): unknown => Reflect.get(target, name);

describe('what the double lacks', () => {
  it('throws its name, where a part of Electron is an object', () => {
    const shell = loud('shell', { beep: () => 'beep' });
    expect(shell.beep()).toBe('beep');
    expect(() => ask(shell, 'openPath')).toThrow('shell.openPath is not in the Electron double');
  });

  it('throws its name, where it is a class, whose private fields still work', () => {
    class Window extends EventEmitter {
      static getAllWindows(): Window[] {
        return [];
      }
      #title = 'a title';
      get title(): string {
        return this.#title;
      }
    }
    makeLoud('BrowserWindow', Window);
    const window = new Window();
    expect(window.title).toBe('a title');
    expect(window.listenerCount('close')).toBe(0);
    expect(() => ask(window, 'setKiosk')).toThrow('BrowserWindow.setKiosk is not in the Electron double');
    expect(Window.getAllWindows()).toEqual([]);
    expect(() => ask(Window, 'fromBrowserView')).toThrow(
      'BrowserWindow.fromBrowserView is not in the Electron double',
    );
  });

  it('throws its name at any use, where it is there to be imported only', () => {
    const Tray = missing('Tray');
    expect(() => ask(Tray, 'displayBalloon')).toThrow('Tray.displayBalloon is not in the Electron double');
    expect(() => Reflect.construct(Object(Tray), [])).toThrow('Tray is not in the Electron double');
  });

  it('can be awaited, printed and written as JSON all the same', async () => {
    const shell = loud('shell', {});
    expect(await Promise.resolve(shell)).toBe(shell);
    expect(JSON.stringify(shell)).toBe('{}');
    expect(Object.prototype.toString.call(shell)).toBe('[object Object]');
  });
});
