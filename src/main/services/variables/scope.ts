import { Failure } from '#router/contracts/failure.ts';
import type { Variable, variableSources } from '#router/contracts/variable.ts';

export type VariableSource = (typeof variableSources)[number];

/** Variables that come from one place. */
export interface ScopeLayer {
  readonly source: VariableSource;
  /** Name of the request, folder, environment or collection. */
  readonly sourceName: string;
  readonly variables: readonly Variable[];
  /** Values of its secrets by name; for one that can't be decrypted here null, or why not. */
  readonly secrets: ReadonlyMap<string, string | null | Failure>;
}

/** A variable with the value that counts, variables within it not yet filled in. */
export interface ScopedValue {
  readonly name: string;
  /** Null for a secret that has none on this machine. */
  readonly value: string | null;
  readonly type: Variable['type'];
  readonly secret: boolean;
  /** A secret that is kept here, and can't be decrypted. */
  readonly isUnreadable: boolean;
  /** Why not, where that is known. */
  readonly unreadableBecause?: string;
  readonly source: VariableSource;
  readonly sourceName: string;
}

/** Why a variable could not be filled in. */
export interface VariableProblem {
  readonly name: string;
  readonly reason: 'unknown' | 'cycle' | 'too-deep' | 'too-large' | 'secret-missing' | 'secret-unreadable';
  /** Of a cycle: the names that lead from the first one back to it. */
  readonly path?: readonly string[];
  /** Of a secret that is unreadable: why, in words for the person. */
  readonly because?: string;
  /** Where in the text the `{{` stands that led to it, in UTF-16 code units from 0. */
  readonly position: number;
}

/** All that can be named, by name. Of equal names the first layer's counts, and within a layer the last one, as in Bruno. */
export function scopeOf(layers: readonly ScopeLayer[]): ReadonlyMap<string, ScopedValue> {
  const scope = new Map<string, ScopedValue>();
  for (const layer of layers) {
    const own = new Map<string, ScopedValue>();
    for (const variable of layer.variables) {
      const name = variable.name.trim();
      if (variable.enabled && name !== '') own.set(name, scoped(name, variable, layer));
    }
    for (const [name, value] of own) if (!scope.has(name)) scope.set(name, value);
  }
  return scope;
}

/** What stands for a secret wherever a person can see it. */
export const mask = '••••••';

/** The same with all secrets masked: to show, not to send. */
export function maskedScope(scope: ReadonlyMap<string, ScopedValue>): ReadonlyMap<string, ScopedValue> {
  return new Map(
    [...scope].map(([name, variable]) => [
      name,
      variable.secret && variable.value !== null ? { ...variable, value: mask } : variable,
    ]),
  );
}

function scoped(name: string, variable: Variable, layer: ScopeLayer): ScopedValue {
  const { type, secret } = variable;
  const kept = secret ? layer.secrets.get(name) : textOf(variable);
  return {
    ...{ name, type, secret, value: typeof kept === 'string' ? kept : null },
    isUnreadable: secret && kept !== undefined && typeof kept !== 'string',
    ...(kept instanceof Failure && { unreadableBecause: kept.message }),
    ...{ source: layer.source, sourceName: layer.sourceName },
  };
}

/** A null has no text of its own in some files, and is to be one in JSON. */
function textOf({ type, value }: Variable): string {
  return type === 'null' && value === '' ? 'null' : value;
}
