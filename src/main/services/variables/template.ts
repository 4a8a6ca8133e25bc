import type { ScopedValue, VariableProblem } from './scope.ts';

/**
 * `{{name}}`, blanks around the name allowed. Anything else between braces is text: there is no escaping, as in Bruno. A `$`
 * in front names a value that is made anew each time there, which Parley has none of yet.
 */
const placeholder = /\{\{\s*(\$?[\p{L}\p{N}._-]+)\s*\}\}/gu;

/** How deep values may name each other. */
const maxDepth = 50;
/** Characters that values may put into a text: those that name each other twice grow fast. */
const maxCharacters = 16 * 1024 * 1024;

export interface ResolvedTemplate {
  /** Unknown variables stand in it as they were. */
  readonly text: string;
  /** Each variable that could not be filled in once, with its first place. */
  readonly problems: readonly VariableProblem[];
  /** Values of the secrets that are in it. */
  readonly secrets: ReadonlySet<string>;
}

type Expanded = Omit<ResolvedTemplate, 'problems'> & {
  readonly problems: readonly Omit<VariableProblem, 'position'>[];
};

/** Fills variables into texts, those within values too. Each variable is worked out once. */
export class Templates {
  readonly #scope: ReadonlyMap<string, ScopedValue>;
  readonly #known = new Map<string, Expanded>();

  constructor(scope: ReadonlyMap<string, ScopedValue>) {
    this.#scope = scope;
  }

  /** Never throws: what can't be filled in is told with its place. */
  resolve(text: string): ResolvedTemplate {
    return this.#fill(text, []);
  }

  #fill(text: string, within: readonly string[]): ResolvedTemplate {
    const problems = new Map<string, VariableProblem>();
    const secrets = new Set<string>();
    let filledIn = 0;
    const tell = (problem: VariableProblem) => {
      const key = `${problem.reason} ${problem.name}`;
      // The first place of each says enough, and values that name each other would double them.
      if (!problems.has(key)) problems.set(key, problem);
    };
    const filled = text.replaceAll(placeholder, (whole: string, name: string, position: number) => {
      const value = this.#valueOf(name, within);
      for (const problem of value.problems) tell({ ...problem, position });
      filledIn += value.text.length;
      if (filledIn > maxCharacters) {
        tell({ name, reason: 'too-large', position });
        return whole;
      }
      for (const secret of value.secrets) secrets.add(secret);
      return value.text;
    });
    return { text: filled, problems: [...problems.values()], secrets };
  }

  #valueOf(name: string, within: readonly string[]): Expanded {
    const unfilled = (
      reason: VariableProblem['reason'],
      more: Pick<VariableProblem, 'path' | 'because'> = {},
    ): Expanded => ({
      text: `{{${name}}}`,
      problems: [{ name, reason, ...more }],
      secrets: new Set(),
    });
    if (within.includes(name))
      return unfilled('cycle', { path: [...within.slice(within.indexOf(name)), name] });
    const known = this.#known.get(name);
    if (known) return known;
    if (within.length >= maxDepth) return unfilled('too-deep');
    const variable = this.#scope.get(name);
    const expanded =
      variable === undefined
        ? unfilled('unknown')
        : variable.value === null
          ? variable.isUnreadable
            ? unfilled('secret-unreadable', because(variable))
            : unfilled('secret-missing')
          : this.#expand(name, variable.value, variable.secret, within);
    this.#known.set(name, expanded);
    return expanded;
  }

  #expand(name: string, value: string, isSecret: boolean, within: readonly string[]): Expanded {
    // What a person keeps as a secret is a password or a token, where braces mean nothing.
    if (isSecret) return { text: value, problems: [], secrets: new Set(value === '' ? [] : [value]) };
    return this.#fill(value, [...within, name]);
  }
}

function because({ unreadableBecause }: ScopedValue): Pick<VariableProblem, 'because'> {
  return unreadableBecause === undefined ? {} : { because: unreadableBecause };
}
