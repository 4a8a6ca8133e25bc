import { readFile } from 'node:fs/promises';
import type { Rectangle } from 'electron';
import { z } from 'zod';
import { opaqueId } from '#router/contracts/ids.ts';

const placeSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400),
  height: z.int().min(300),
  maximized: z.boolean(),
  /** What the window had open. */
  draft: opaqueId.optional(),
});

/** Where a window stood, in the screen's coordinates, and with which draft. */
export type WindowPlace = z.infer<typeof placeSchema>;

/** How many windows there can be. */
export const maxWindows = 20;

export const placesSchema = z.object({ windows: z.array(placeSchema).max(maxWindows) });

/** Where a window may stand: without `x` and `y` the system finds a place. */
export interface Placement {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

/** Of the first window on a machine. */
export const firstPlacement: Placement = { width: 1280, height: 840 };

/** The windows that were open when Parley was last used; none at the first start. */
export async function readPlaces(file: string): Promise<WindowPlace[]> {
  try {
    return placesSchema.parse(JSON.parse(await readFile(file, 'utf8'))).windows;
  } catch {
    // The first start, or a file that was cut off: nothing of value is lost with it.
    return [];
  }
}

/** How much of a window has to be on a screen for it to be within reach, in pixels. */
const reach = 100;

/** Where a window stood, where that is still on a screen; else its size alone. */
export function placementAt({ x, y, width, height }: Rectangle, workArea: Rectangle): Placement {
  const visible = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
  const titleBarIsOn = y >= workArea.y && y < workArea.y + workArea.height - reach;
  return visible >= reach && titleBarIsOn ? { x, y, width, height } : { width, height };
}

/** How far a new window stands from the one before, in pixels: its title bar shows, and that it is another window. */
const step = 28;

/** A place for one more window: a step right and down of another, and from the screen's corner again where that ends. */
export function placementBeside({ x, y, width, height }: Rectangle, workArea: Rectangle): Placement {
  const fits =
    x + step + width <= workArea.x + workArea.width && y + step + height <= workArea.y + workArea.height;
  return fits ? { x: x + step, y: y + step, width, height } : { x: workArea.x, y: workArea.y, width, height };
}
