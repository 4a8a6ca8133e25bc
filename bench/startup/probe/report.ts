import { z } from 'zod';

/** `PageTimes`, as it comes from a page. */
export const pageTimesSchema = z.object({
  timeOrigin: z.number(),
  responseEnd: z.number(),
  firstPaint: z.number(),
  firstContentfulPaint: z.number(),
  editable: z.number().nullable(),
  loaded: z.array(z.string()).readonly(),
});

/** What the probe writes down of a main process and the first page of it. */
export const reportSchema = z.object({
  /** When the process began, in milliseconds since the epoch. */
  timeOrigin: z.number(),
  /** In milliseconds since then: what the probe itself sees, and the app's own marks. */
  main: z.record(z.string(), z.number()),
  /** Milliseconds of processors that the process had used by then, all its threads together. */
  processor: z.record(z.string(), z.number()),
  page: pageTimesSchema,
});
export type Report = z.infer<typeof reportSchema>;

/** How the bench tells the probe what to do: variables, since Chromium takes every switch for its own. */
export const probeVariables = {
  /** The file that it writes. */
  file: 'PARLEY_STARTUP_PROBE_FILE',
  /** The accessible name of the field that can be typed into at last. */
  field: 'PARLEY_STARTUP_PROBE_FIELD',
  /** The app's mark that comes last. */
  lastMark: 'PARLEY_STARTUP_PROBE_LAST_MARK',
} as const;
