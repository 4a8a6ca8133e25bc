import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { makeLoud } from './loud.ts';
import { state } from './process-state.ts';

const area = { x: 0, y: 0, width: 1920, height: 1080 };
const panelHeight = 32;

type Display = Pick<Electron.Display, 'id' | 'bounds' | 'workArea' | 'size' | 'workAreaSize' | 'scaleFactor'>;

/** One screen of 1920 × 1080 pixels with a panel at its top. */
export class Screen extends EventEmitter {
  getPrimaryDisplay(): Display {
    if (!state.isReady) throw new Error('The screen module can only be used after the app is ready');
    const workArea = { ...area, y: panelHeight, height: area.height - panelHeight };
    return {
      id: 1,
      bounds: { ...area },
      workArea,
      size: { width: area.width, height: area.height },
      workAreaSize: { width: workArea.width, height: workArea.height },
      scaleFactor: 1,
    };
  }
  getAllDisplays(): Display[] {
    return [this.getPrimaryDisplay()];
  }
  getDisplayMatching(_rectangle: Electron.Rectangle): Display {
    return this.getPrimaryDisplay();
  }
  getDisplayNearestPoint(_point: Electron.Point): Display {
    return this.getPrimaryDisplay();
  }
  getCursorScreenPoint(): Electron.Point {
    return { x: 0, y: 0 };
  }
}
makeLoud('screen', Screen);
export const screen = new Screen();
