import { z } from 'zod';

const MiB = 1024 * 1024;
const TiB = MiB * MiB;

/** What a person can choose, for all windows on a data folder. */
export const settingsSchema = z.object({
  /** Bytes that responses may take on the disk. */
  bodyQuotaBytes: z
    .int()
    .min(64 * MiB, 'at least 64 MiB')
    .max(64 * TiB, 'at most 64 TiB')
    .default(5 * 1024 * MiB),
});
export type Settings = z.infer<typeof settingsSchema>;

/** What responses take on the disk by now. */
export const bodyUsageSchema = z.object({
  usedBytes: z.int().nonnegative(),
  count: z.int().nonnegative(),
});
export type BodyUsage = z.infer<typeof bodyUsageSchema>;
