import type { RequestDefaults } from '#router/contracts/defaults.ts';
import type { DefaultsElsewhere } from '#router/contracts/elsewhere.ts';
import { noAuth, type Auth } from '#router/contracts/auth.ts';
import { authWithChanges, sameAuth } from '../collections/opencollection/auth.ts';
import { withKey, withPart } from '../collections/opencollection/change-keys.ts';
import { plainRowsWithChanges } from '../collections/opencollection/plain-rows.ts';
import { mappingIn } from '../collections/opencollection/read-values.ts';
import { variablesWithChanges } from '../collections/opencollection/variables.ts';
import { editOn } from '../environments/variable-edit.ts';
import { readDefaults } from '../variables/defaults.ts';
import { rewriteYaml } from '../yaml/rewrite-yaml.ts';
import { YamlSource } from '../yaml/yaml-source.ts';

export type DefaultsKind = 'folder' | 'collection';

/** Keys in the order in which OpenCollection has them. */
const fileKeys: Readonly<Record<DefaultsKind, readonly string[]>> = {
  folder: ['info', 'items', 'request', 'docs'],
  collection: ['opencollection', 'info', 'config', 'items', 'request', 'docs', 'bundled', 'extensions'],
};
const requestKeys = ['headers', 'metadata', 'auth', 'variables', 'scripts', 'settings'];

/**
 * What `folder.yml` or `opencollection.yml` gives to requests, as a person edits it.
 * @param value as the YAML has it. @throws {FormatError}
 */
export function defaultsOf(kind: DefaultsKind, value: unknown): RequestDefaults {
  const { headers, auth, variables } = readDefaults(value);
  const unsaid: Auth = { ...noAuth(), kind: kind === 'folder' ? 'inherit' : 'none' };
  return { headers: [...headers], auth: auth ?? unsaid, variables: [...variables] };
}

export interface EditedDefaults {
  readonly text: string;
  /** What it goes on saying, since others have changed it as well. */
  readonly elsewhere: DefaultsElsewhere;
}

/**
 * The text with a person's edit made, and no other byte changed; the text itself where there is none.
 * Throws as `rewriteYaml` does, and `FormatError`.
 */
export function editedDefaults(
  kind: DefaultsKind,
  text: string,
  before: RequestDefaults,
  after: RequestDefaults,
): EditedDefaults {
  const { value } = new YamlSource(text);
  const now = defaultsOf(kind, value);
  const whole = mappingIn(value, 'the file');
  const request = mappingIn(whole['request'], 'request');
  const headers = editOn(now.headers, before.headers, after.headers);
  const variables = editOn(now.variables, before.variables, after.variables);
  const auth = editedAuth(now.auth, before.auth, after.auth);
  const changes = {
    headers: plainRowsWithChanges(request['headers'], now.headers, headers.rows, 'request.headers'),
    auth: authValue(kind, request['auth'], now.auth, auth ?? now.auth),
    variables: variablesWithChanges(request['variables'], now.variables, variables.rows),
  };
  const changed = Object.entries(changes).reduce(
    (mapping, [key, content]) => withKey(mapping, key, content, requestKeys),
    request,
  );
  return {
    text: changed === request ? text : rewriteYaml(text, withPart(whole, 'request', changed, fileKeys[kind])),
    elsewhere: {
      headers: headers.elsewhere,
      auth: auth === undefined ? now.auth : null,
      variables: variables.elsewhere,
    },
  };
}

/**
 * What was edited of one kind of auth is edited; the rest of it is as others have left it. Undefined where they have edited
 * the same, or where there is another kind.
 */
function editedAuth(now: Auth, before: Auth, after: Auth): Auth | undefined {
  if (sameAuth(before, after)) return now;
  if (sameAuth(now, before) || sameAuth(now, after)) return after;
  if (now.kind !== after.kind || before.kind !== after.kind) return undefined;
  const kinds = ['basic', 'bearer', 'apikey'] as const;
  if (kinds.some((kind) => isChangedByBoth(now[kind], before[kind], after[kind]))) return undefined;
  return {
    ...after,
    basic: withDifference(now.basic, before.basic, after.basic),
    bearer: withDifference(now.bearer, before.bearer, after.bearer),
    apikey: withDifference(now.apikey, before.apikey, after.apikey),
  };
}

type Fields = Readonly<Record<string, string>>;

function isChangedByBoth(now: Fields, before: Fields, after: Fields): boolean {
  return Object.entries(after).some(
    ([field, text]) => text !== before[field] && now[field] !== before[field] && now[field] !== text,
  );
}

function withDifference<TFields extends Fields>(now: TFields, before: TFields, after: TFields): TFields {
  const changed = Object.entries(after).filter(([field, text]) => before[field] !== text);
  return { ...now, ...Object.fromEntries(changed) };
}

/** What stands for the one above is nothing, as for no auth in a collection; a folder has to say that there is none. */
function authValue(kind: DefaultsKind, value: unknown, now: Auth, after: Auth): unknown {
  if (sameAuth(now, after)) return value;
  if (after.kind === 'inherit') return undefined;
  if (after.kind === 'none') return kind === 'folder' ? 'none' : undefined;
  return authWithChanges(value, now, after);
}
