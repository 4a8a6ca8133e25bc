import { MessagePort } from 'node:worker_threads';
import { z } from 'zod';
import { sourceStateSchema } from './source.ts';

/** What a body worker is started with. */
export const startDataSchema = z.object({
  role: z.enum(['viewer', 'job']),
  /** Its calls come here. */
  port: z.instanceof(MessagePort),
  /** The bodies that there are by now. */
  bodies: z.array(sourceStateSchema),
});
export type StartData = z.infer<typeof startDataSchema>;
