import type { ScopedValue } from './scope.ts';
import { Templates } from './template.ts';
import type { PlacedProblem } from './words.ts';

/** Fills variables into the texts of one request, and remembers what it met there. */
export class Filling {
  readonly #templates: Templates;
  readonly #problems: PlacedProblem[] = [];
  readonly #secrets = new Set<string>();

  constructor(scope: ReadonlyMap<string, ScopedValue>) {
    this.#templates = new Templates(scope);
  }

  /** @param where the part of the request that the text is, in words such as `the URL`. */
  text(template: string, where: string): string {
    const { text, problems, secrets } = this.#templates.resolve(template);
    this.#problems.push(...problems.map((problem) => ({ problem, where })));
    for (const secret of secrets) this.#secrets.add(secret);
    return text;
  }

  /** A text that is made of secrets without having them as they are is one itself. */
  addSecret(text: string): void {
    this.#secrets.add(text);
  }

  get problems(): readonly PlacedProblem[] {
    return this.#problems;
  }

  /** Values of secrets that are in the texts so far. */
  get secrets(): readonly string[] {
    return [...this.#secrets];
  }
}
