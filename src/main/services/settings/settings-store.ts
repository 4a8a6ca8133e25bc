import { join } from 'node:path';
import { type Settings, settingsSchema } from '#router/contracts/settings.ts';
import type { Services } from '#router/context.ts';
import { Changes } from '#body-engine/changes.ts';
import { DurableValue } from '../files/durable-value.ts';
import { readOrSetAside } from '../files/read-or-set-aside.ts';

const fileName = 'settings.json';

type SettingsService = Services['settings'];

/** The person's choices, in a file of the data folder. */
export class SettingsStore implements SettingsService {
  readonly #changes = new Changes();
  readonly #settings: DurableValue<Settings>;

  private constructor(path: string, current: Settings) {
    this.#settings = new DurableValue(path, current, {
      what: 'the settings could not be saved',
      kept: 'They are as they were before.',
      then: 'change them again',
    });
  }

  /**
   * Reads the settings; the usual ones where there is no file. One that can't be read is set aside, never overwritten.
   * @param onError told of a file that was set aside
   */
  static async open(folder: string, onError: (error: unknown) => void): Promise<SettingsStore> {
    const path = join(folder, fileName);
    const stored = await readOrSetAside(path, {
      schema: settingsSchema,
      words: (aside) =>
        `The settings could not be read and were set aside as ${aside}, in the data folder. The usual ones hold.`,
      onError,
    });
    return new SettingsStore(path, stored ?? settingsSchema.parse({}));
  }

  get current(): Settings {
    return this.#settings.current;
  }

  async *watch(signal: AbortSignal): AsyncGenerator<Settings> {
    let told: Settings | undefined;
    for (;;) {
      signal.throwIfAborted();
      if (told === this.current) {
        await this.#changes.next(signal);
      } else {
        told = this.current;
        yield told;
      }
    }
  }

  /** Resolves when the settings are on the disk. Throws a `Failure` of phase `store`; the old ones hold then. */
  async put(settings: Settings): Promise<void> {
    await this.#settings.change(() => settings);
    this.#changes.announce();
  }
}
