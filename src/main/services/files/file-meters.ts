import { isDeepStrictEqual } from 'node:util';
import { setTimeout } from 'node:timers/promises';
import { Changes } from '#body-engine/changes.ts';
import type { FileShare } from '#router/contracts/draft.ts';

/** Who watches is told as often as that, in milliseconds: a person can't read faster. */
const tickMs = 100;

/** How far the large files are that are being read and written just now. */
export class FileMeters {
  /** By path, in the order in which they were begun. */
  readonly #meters = new Map<string, readonly FileMeter[]>();
  readonly #changes = new Changes();

  /** @param totalBytes what there is to read or write. @returns to be disposed of when it is over, however that ends */
  begin(path: string, doing: FileShare['doing'], totalBytes: number): FileMeter {
    const meter = new FileMeter(doing, totalBytes, (isOver) => {
      if (isOver)
        this.#set(
          path,
          this.#of(path).filter((one) => one !== meter),
        );
      this.#changes.announce();
    });
    this.#set(path, [...this.#of(path), meter]);
    this.#changes.announce();
    return meter;
  }

  /** How far a file is, now and as it goes on; null while nobody reads or writes it. Ends with the signal's reason. */
  async *watch(path: string, signal: AbortSignal): AsyncGenerator<FileShare | null> {
    let told: { readonly share: FileShare | null } | undefined;
    for (;;) {
      signal.throwIfAborted();
      const share = this.#of(path)[0]?.share ?? null;
      if (told && isDeepStrictEqual(told.share, share)) {
        await this.#changes.next(signal);
        continue;
      }
      told = { share };
      yield share;
      if (share) await setTimeout(tickMs, undefined, { signal });
    }
  }

  #of(path: string): readonly FileMeter[] {
    return this.#meters.get(path) ?? [];
  }

  #set(path: string, meters: readonly FileMeter[]): void {
    if (meters.length > 0) this.#meters.set(path, meters);
    else this.#meters.delete(path);
  }
}

/** Counts what is done of one file. */
export class FileMeter implements Disposable {
  readonly #doing: FileShare['doing'];
  readonly #totalBytes: number;
  readonly #onChanged: (isOver: boolean) => void;
  #doneBytes = 0;

  constructor(doing: FileShare['doing'], totalBytes: number, onChanged: (isOver: boolean) => void) {
    this.#doing = doing;
    this.#totalBytes = totalBytes;
    this.#onChanged = onChanged;
  }

  get share(): FileShare {
    const doneBytes = Math.min(this.#doneBytes, this.#totalBytes);
    return { doing: this.#doing, doneBytes, totalBytes: this.#totalBytes };
  }

  add(bytes: number): void {
    this.#doneBytes += bytes;
    this.#onChanged(false);
  }

  [Symbol.dispose](): void {
    this.#onChanged(true);
  }
}
