import { z } from 'zod';

/** How a conformance server is set up. Crosses to another thread or process as JSON. */
export const serverConfig = z.object({
  isDev: z.boolean().default(false),
  formatter: z.enum(['plain', 'throws', 'unsendable']).default('plain'),
  transformer: z.enum(['identity', 'symmetric', 'asymmetric']).default('identity'),
  context: z.enum(['sync', 'async']).default('sync'),
  onErrorThrows: z.boolean().default(false),
  /** Keeps every message that crosses, for the test to look at. */
  tap: z.boolean().default(false),
  maxFrameSize: z.number().optional(),
  maxCalls: z.number().optional(),
});

export type ServerConfig = z.infer<typeof serverConfig>;
export type ServerConfigInput = z.input<typeof serverConfig>;
