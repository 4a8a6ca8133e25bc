import type { RowElsewhere } from '#router/contracts/elsewhere.ts';
import type { Variable } from '#router/contracts/variable.ts';
import { readVariables, variablesWithChanges } from '../collections/opencollection/variables.ts';
import { rewriteYaml } from '../yaml/rewrite-yaml.ts';
import { YamlSource } from '../yaml/yaml-source.ts';
import { isMapping, type YamlMapping } from '../yaml/yaml-value.ts';
import { FormatError } from '../collections/opencollection/format-error.ts';
import { editOn } from './variable-edit.ts';

export interface EnvironmentEdit {
  /** What the file is to say. Nothing that is secret is in it. */
  readonly text: string;
  /** Values that have become secret, by name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Secrets that have another name now: new names by old ones. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Names of secrets that are gone. */
  readonly removed: ReadonlySet<string>;
  /** Names of secrets that were not in the file: some may have been deleted before. */
  readonly added: ReadonlySet<string>;
  /** What the file goes on saying, since others have changed it as well. */
  readonly elsewhere: RowElsewhere<Variable>[];
}

/** @throws {YamlProblem} @throws {FormatError} */
export function readEnvironmentText(text: string): { value: YamlMapping; variables: Variable[] } {
  const { value } = new YamlSource(text);
  if (value === null) return { value: {}, variables: [] };
  if (!isMapping(value)) throw new FormatError('it has no keys, as an environment has');
  return { value, variables: readVariables(value['variables']) };
}

/** Makes an edit on a text, and takes out of it what is secret now. Throws as reading does, and as `rewriteYaml` does. */
export function editedEnvironment(
  text: string,
  before: readonly Variable[],
  after: readonly Variable[],
): EnvironmentEdit {
  const { value, variables: now } = readEnvironmentText(text);
  const nowById = new Map(now.map((variable) => [variable.id, variable]));
  const { rows: wanted, elsewhere } = editOn(now, before, after);
  const secrets = new Map<string, string>();
  const renamed = new Map<string, string>();
  for (const { id, name, value: typed, secret } of wanted) {
    if (!secret) continue;
    const old = nowById.get(id);
    if (old?.secret === true && nameOf(old) !== name.trim()) renamed.set(nameOf(old), name.trim());
    const turned = old?.secret === true ? typed : typed || (old?.value ?? '');
    if (turned !== '') secrets.set(name.trim(), turned);
  }
  const kept = new Set(wanted.map(nameOf));
  const removed = new Set(now.filter((one) => one.secret && !kept.has(nameOf(one))).map(nameOf));
  const added = new Set(wanted.filter((one) => one.secret && !nowById.has(one.id)).map(nameOf));
  const list = variablesWithChanges(value['variables'], now, wanted.map(withoutValue));
  const edited = rewriteYaml(text, withKey(value, 'variables', list));
  return { text: edited, secrets, renamed, removed, added, elsewhere };
}

/** The text with another name for the environment. */
export function renamedEnvironment(text: string, name: string): string {
  const { value } = readEnvironmentText(text);
  return rewriteYaml(text, 'name' in value ? { ...value, name } : { name, ...value });
}

/** The text of a new environment. */
export function newEnvironment(name: string): string {
  return rewriteYaml('', { name });
}

function nameOf({ name }: Variable): string {
  return name.trim();
}

function withoutValue(variable: Variable): Variable {
  return variable.secret ? { ...variable, value: '' } : variable;
}

function withKey(value: YamlMapping, key: string, content: unknown): YamlMapping {
  if (content !== undefined) return { ...value, [key]: content };
  return Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
}
