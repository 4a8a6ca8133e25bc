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
  return overlaps(state, workArea)
    ? state
    : { width: state.width, height: state.height, maximized: state.maximized };
}

/** Remembers where a window stands. */
export async function saveWindowState(file: string, window: BrowserWindow): Promise<void> {
  const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  await writeFile(file, JSON.stringify(state));
}

function overlaps(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
