import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const addressSchema = z.object({ port: z.int().min(1).max(65_535), token: z.string().min(32) });

/** Where this data folder was served last, and with which token. */
export type Address = z.infer<typeof addressSchema>;

const fileName = 'browser-host.json';

/**
 * What was used last time, so that a page that is open finds its host again after a restart or a crash, and puts away
 * the edits that it still holds. The file is the owner's alone, like everything else in the folder.
 * @returns port 0 (any) and a new token where there is nothing usable.
 */
export async function loadAddress(dataFolder: string): Promise<{ port: number; token: string }> {
  try {
    return addressSchema.parse(JSON.parse(await readFile(join(dataFolder, fileName), 'utf8')));
  } catch {
    // Missing on the first start; a broken one costs no more than a new token.
    return { port: 0, token: randomBytes(32).toString('base64url') };
  }
}

export async function saveAddress(dataFolder: string, address: Address): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  await writeFile(join(dataFolder, fileName), JSON.stringify(address), { mode: 0o600 });
}
