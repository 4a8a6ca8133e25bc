import { readFile, writeFile } from 'node:fs/promises';
import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';

const stateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400),
  height: z.int().min(300),
  maximized: z.boolean(),
});
type WindowState = z.infer<typeof stateSchema>;

const firstSize = { width: 1280, height: 840 };

/** Where a window stood last, where that is still on a screen; else a size to start with. */
export async function loadWindowState(file: string): Promise<Partial<Rectangle> & { maximized: boolean }> {
  let state: WindowState;
  try {
    state = stateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // The first start, or a file that was cut off: nothing of value is lost with it.
    return { ...firstSize, maximized: false };
  }
  const { workArea } = screen.getDisplayMatching(state);
  return isWithinReach(state, workArea)
    ? state
    : { width: state.width, height: state.height, maximized: state.maximized };
}

/** Remembers where a window stands. */
export async function saveWindowState(file: string, window: BrowserWindow): Promise<void> {
  const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  await writeFile(file, JSON.stringify(state));
}

/** How much of a window has to be on a screen for it to be within reach, in pixels. */
const reach = 100;

function isWithinReach(window: Rectangle, screenArea: Rectangle): boolean {
  const width =
    Math.min(window.x + window.width, screenArea.x + screenArea.width) - Math.max(window.x, screenArea.x);
  const titleBarIsOn = window.y >= screenArea.y && window.y < screenArea.y + screenArea.height - reach;
  return width >= reach && titleBarIsOn;
}
