import { MessagePort } from 'node:worker_threads';
import { z } from 'zod';
import { opaqueId } from '#router/contracts/ids.ts';
import { batchSchema, folderStateSchema } from './found.ts';

/** What the reading thread is started with. */
export const startSchema = z.object({
  port: z.instanceof(MessagePort),
  cacheFolder: z.string().optional(),
  watch: z.boolean(),
});
export type StartData = z.infer<typeof startSchema>;

/** To the thread. */
export const orderSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), id: opaqueId, root: z.string() }),
  z.object({ type: z.literal('close'), id: opaqueId }),
  z.object({ type: z.literal('look'), id: opaqueId, paths: z.array(z.string()), call: z.int() }),
  /** The batch has been taken in. */
  z.object({ type: z.literal('taken'), call: z.int() }),
  z.object({ type: z.literal('end') }),
]);
export type Order = z.infer<typeof orderSchema>;

/** From the thread. */
export const reportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('batch'), id: opaqueId, batch: batchSchema, call: z.int() }),
  z.object({ type: z.literal('state'), id: opaqueId, state: folderStateSchema }),
  z.object({ type: z.literal('looked'), call: z.int(), error: z.unknown().optional() }),
  z.object({ type: z.literal('error'), error: z.unknown() }),
]);
export type Report = z.infer<typeof reportSchema>;
