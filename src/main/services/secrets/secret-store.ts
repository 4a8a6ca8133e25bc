import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '#router/contracts/failure.ts';
import type { SecretStorage } from '#router/contracts/variable.ts';
import { DurableValue } from '../files/durable-value.ts';
import { readOrSetAside } from '../files/read-or-set-aside.ts';
import { storageFailure } from '../files/storage-failure.ts';
import type { SecretCipher } from './secret-cipher.ts';

/** The file that names secret variables. It has their names, and this store has their values. */
export interface SecretFile {
  /** The collection's folder, links resolved. */
  readonly folder: string;
  /** From that folder on, with `/` on every system. */
  readonly path: string;
}

/** `unreadable`: kept, but the key of this computer is another one, or can't be used, for the reason given. */
export type Secret =
  | { state: 'set'; value: string }
  | { state: 'none' }
  | { state: 'unreadable'; reason?: Failure };

const fileName = 'secrets.json';

/** How many secrets that were taken out can be brought back. */
const maxTakenOut = 100;

const keptSchema = z.object({
  folder: z.string(),
  file: z.string(),
  name: z.string(),
  /** Encrypted, base64. */
  value: z.string(),
});
type Kept = z.infer<typeof keptSchema>;
const fileSchema = z.object({ secrets: z.array(keptSchema) });

export interface SecretStoreOptions {
  readonly dataFolder: string;
  readonly cipher: SecretCipher;
  /** Told of each value before anybody has it, so that it is kept out of the log. */
  readonly hide: (secrets: Iterable<string>) => void;
  /** Told of a file that was set aside, and of secrets that can't be decrypted. */
  readonly onError: (error: unknown) => void;
}

/** The values of secret variables, encrypted, in a file of the data folder. */
export class SecretStore {
  readonly #cipher: SecretCipher;
  /** Some systems encrypt equal values to equal bytes, with a key that is known: by a mark nobody is to guess a value. */
  readonly #markKey = randomBytes(32);
  readonly #hide: SecretStoreOptions['hide'];
  readonly #onError: (error: unknown) => void;
  readonly #file: DurableValue<{ readonly secrets: readonly Kept[] }>;
  /** What was taken out and can be brought back, the last one at the end: in memory alone, encrypted as it was. */
  #takenOut: readonly Kept[] = [];
  /** What was said to be unreadable is said once. */
  readonly #told = new Set<string>();

  private constructor(path: string, kept: readonly Kept[], { cipher, hide, onError }: SecretStoreOptions) {
    this.#file = new DurableValue(
      path,
      { secrets: kept },
      {
        what: 'the secret could not be saved',
        kept: 'The secrets are as they were before.',
        then: 'type it again',
      },
    );
    this.#cipher = cipher;
    this.#hide = hide;
    this.#onError = onError;
  }

  /** Reads what is kept. A file that can't be read is set aside, never overwritten. Throws a `Failure` of phase `store`. */
  static async open(options: SecretStoreOptions): Promise<SecretStore> {
    const path = join(options.dataFolder, fileName);
    try {
      const stored = await readOrSetAside(path, {
        schema: fileSchema,
        words: (aside) =>
          `The secrets could not be read and were set aside as ${aside}, in the data folder. Type them again.`,
        onError: options.onError,
      });
      return new SecretStore(path, stored?.secrets ?? [], options);
    } catch (cause) {
      throw storageFailure(cause, { what: 'your secrets could not be read', then: 'start Parley again' });
    }
  }

  get storage(): SecretStorage {
    return this.#cipher.storage;
  }

  /** Never throws: what can't be decrypted is not deleted, since its key may come back. */
  async get(file: SecretFile, name: string): Promise<Secret> {
    const kept = this.#kept.find((each) => isOf(each, file) && each.name === name);
    if (!kept) return { state: 'none' };
    try {
      const { text, isOutdated } = await this.#cipher.decrypt(Buffer.from(kept.value, 'base64'));
      this.#hide([text]);
      if (isOutdated) await this.put(file, new Map([[name, text]])).catch(this.#onError);
      return { state: 'set', value: text };
    } catch (cause) {
      this.#tellUnreadable(kept, cause);
      return cause instanceof Failure ? { state: 'unreadable', reason: cause } : { state: 'unreadable' };
    }
  }

  /** Another one for another value, of which it tells nothing; null where none is kept. */
  markOf(file: SecretFile, name: string): string | null {
    const kept = this.#kept.find((each) => isOf(each, file) && each.name === name);
    return kept ? createHmac('sha256', this.#markKey).update(kept.value).digest('base64url') : null;
  }

  /** Keeps values by name; null forgets one. Resolves when that is on the disk. Throws a `Failure`; nothing is changed then. */
  async put(file: SecretFile, values: ReadonlyMap<string, string | null>): Promise<void> {
    if (values.size === 0) return;
    const added: Kept[] = [];
    for (const [name, value] of values) {
      if (value === null) continue;
      this.#hide([value]);
      const encrypted = await this.#cipher.encrypt(value);
      added.push(keptOf(file, name, Buffer.from(encrypted).toString('base64')));
    }
    await this.#change((kept) => [...without(kept, file, values), ...added]);
    this.#takenOut = without(this.#takenOut, file, values);
  }

  /** Forgets values on the disk, and has them for `bringBack` until the process ends: as many as fit. */
  async takeOut(file: SecretFile, names: ReadonlySet<string>): Promise<void> {
    const taken = this.#kept.filter((each) => isOf(each, file) && names.has(each.name));
    if (taken.length === 0) return;
    await this.#change((kept) => without(kept, file, names));
    this.#takenOut = [...without(this.#takenOut, file, names), ...taken].slice(-maxTakenOut);
  }

  /** Keeps again what was taken out under these names, where nothing else has been kept under them since. */
  async bringBack(file: SecretFile, names: ReadonlySet<string>): Promise<void> {
    const back = this.#takenOut.filter((each) => isOf(each, file) && names.has(each.name));
    if (back.length === 0) return;
    await this.#change((kept) => withOver(kept, file, back));
    this.#takenOut = without(this.#takenOut, file, names);
  }

  /** Keeps the values of one file for another one, too: they are not decrypted for it. */
  async copy(from: SecretFile, to: SecretFile): Promise<void> {
    await this.#change((kept) => {
      const copies = kept
        .filter((each) => isOf(each, from))
        .map(({ name, value }) => keptOf(to, name, value));
      return withOver(kept, to, copies);
    });
  }

  /** Keeps values under other names, too. */
  async copyNames(file: SecretFile, names: ReadonlyMap<string, string>): Promise<void> {
    if (names.size === 0) return;
    await this.#change((kept) => {
      const own = kept.filter((each) => isOf(each, file));
      const copies = own.flatMap(({ name, value }) => {
        const to = names.get(name);
        return to === undefined ? [] : [keptOf(file, to, value)];
      });
      return withOver(kept, file, copies);
    });
    this.#takenOut = without(this.#takenOut, file, new Set(names.values()));
  }

  /** Forgets all values of a file, those that were taken out too. */
  async forget(file: SecretFile): Promise<void> {
    await this.#change((kept) => kept.filter((each) => !isOf(each, file)));
    this.#takenOut = this.#takenOut.filter((each) => !isOf(each, file));
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#file.settled();
  }

  get #kept(): readonly Kept[] {
    return this.#file.current.secrets;
  }

  async #change(changed: (kept: readonly Kept[]) => readonly Kept[]): Promise<void> {
    await this.#file.change(({ secrets }) => ({ secrets: changed(secrets) }));
    this.#told.clear();
  }

  #tellUnreadable({ file, name, value }: Kept, cause: unknown): void {
    if (this.#told.has(value)) return;
    this.#told.add(value);
    const message = `The secret {{${name}}} of ${file} can't be decrypted with the key of this computer. It is kept, in case that its key comes back.`;
    this.#onError(new Failure('UNPROCESSABLE_CONTENT', message, { file: fileName }, { cause }));
  }
}

/** All that is kept, with values of one file over those that it has of the same names. */
function withOver(kept: readonly Kept[], file: SecretFile, values: readonly Kept[]): Kept[] {
  return [...without(kept, file, new Set(values.map(({ name }) => name))), ...values];
}

function without(
  kept: readonly Kept[],
  file: SecretFile,
  names: { has: (name: string) => boolean },
): readonly Kept[] {
  return kept.filter((each) => !(isOf(each, file) && names.has(each.name)));
}

function isOf(kept: Kept, { folder, path }: SecretFile): boolean {
  return kept.folder === folder && kept.file === path;
}

function keptOf({ folder, path }: SecretFile, name: string, value: string): Kept {
  return { folder, file: path, name, value };
}
