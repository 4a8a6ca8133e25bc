import { z } from 'zod';

/** What Parley is doing about updates, and what it waits for. It takes no step that nobody asked for. */
export const updateStateSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('idle') }),
  /** This copy can't update itself; `reason` says why and what to do instead. */
  z.object({ step: z.literal('unsupported'), reason: z.string() }),
  z.object({ step: z.literal('checking') }),
  /** There is nothing newer than `version`, which runs. */
  z.object({ step: z.literal('current'), version: z.string() }),
  /** `version` can be downloaded. */
  z.object({ step: z.literal('available'), version: z.string() }),
  /** In bytes; `total` is 0 until it is known. */
  z.object({
    step: z.literal('downloading'),
    version: z.string(),
    received: z.number(),
    total: z.number(),
  }),
  /** `version` is downloaded and verified; a restart puts it in place. */
  z.object({ step: z.literal('ready'), version: z.string() }),
  z.object({ step: z.literal('restarting'), version: z.string() }),
  /** `message` is fit to show. `check`, `download` or `restart` tries again. */
  z.object({
    step: z.literal('failed'),
    doing: z.enum(['check', 'download', 'restart']),
    message: z.string(),
  }),
]);
export type UpdateState = z.infer<typeof updateStateSchema>;
