import { readFile } from 'node:fs/promises';
import type { Rectangle } from 'electron';
import { z } from 'zod';
import { opaqueId } from '#router/contracts/ids.ts';
import { errnoOf } from './services/errno.ts';

const placeSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
  /** The tabs that the window had open. */
  tabs: opaqueId.optional(),
});

/** Where a window stood, in the screen's coordinates, and with which tabs. */
export type WindowPlace = z.infer<typeof placeSchema>;

/** How many windows there can be, and how many that were closed are kept in mind. */
export const maxWindows = 20;

/** What is known of the windows from one run to the next. */
export interface Places {
  /** Those that were open when Parley was last used. */
  readonly windows: readonly WindowPlace[];
  /** Those that were closed while others stayed, the last one first. Each names tabs that no other window shows. */
  readonly closed: readonly WindowPlace[];
}

const fileSchema = z.object({
  windows: z.array(z.unknown()),
  closed: z.array(z.unknown()).default([]),
});

/**
 * The windows that were open when Parley was last used, and those that were closed; none at the first start. A window that
 * can't be read is left out: the others come back. What a version without tabs has written is read, too: its windows come
 * back, and what was edited in them is in the tabs of the first.
 * @param report told of what could not be read: the tabs stay where they are, but no window names them any more.
 */
export async function readPlaces(file: string, report: (error: unknown) => void): Promise<Places> {
  try {
    const { windows, closed } = fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return { windows: readable(windows, report), closed: readable(closed, report) };
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') report(cause);
    return { windows: [], closed: [] };
  }
}

function readable(places: readonly unknown[], report: (error: unknown) => void): WindowPlace[] {
  return places
    .flatMap((place) => {
      const { data, error } = placeSchema.safeParse(place);
      if (error) report(error);
      return data ? [data] : [];
    })
    .slice(0, maxWindows);
}

/** Where a window may stand: without `x` and `y` the system finds a place. */
export interface Placement {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

/** Of the first window on a machine. */
export const firstPlacement: Placement = { width: 1280, height: 840 };

/** How much of a window has to be on a screen for it to be within reach, in pixels. */
const reach = 100;

/** Where a window stood, where that is still on a screen; else its size alone, as far as that screen has room for it. */
export function placementAt({ x, y, width, height }: Rectangle, workArea: Rectangle): Placement {
  const visible = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
  const titleBarIsOn = y >= workArea.y && y < workArea.y + workArea.height - reach;
  if (visible >= reach && titleBarIsOn) return { x, y, width, height };
  return { width: Math.min(width, workArea.width), height: Math.min(height, workArea.height) };
}

/** How far a new window stands from the one before, in pixels: its title bar shows, and that it is another window. */
const step = 28;

/** A place for one more window: a step right and down of another, and from the screen's corner again where that ends. */
export function placementBeside({ x, y, width, height }: Rectangle, workArea: Rectangle): Placement {
  const fits =
    x + step + width <= workArea.x + workArea.width && y + step + height <= workArea.y + workArea.height;
  return fits ? { x: x + step, y: y + step, width, height } : { x: workArea.x, y: workArea.y, width, height };
}
