import { type Auth, noAuth } from '#router/contracts/auth.ts';
import type { YamlMapping } from '../../yaml/yaml-value.ts';
import { withKey } from './change-keys.ts';
import { FormatError } from './format-error.ts';
import { mappingIn, textIn } from './read-values.ts';

/**
 * `auth` of a request, or of a folder's or collection's `request`.
 * @param value as the YAML has it; `none` where there is none
 * @throws {FormatError} where it is no auth
 */
export function readAuth(value: unknown): Auth {
  const auth = noAuth();
  if (value === undefined || value === null || value === 'none') return auth;
  if (value === 'inherit') return { ...auth, kind: 'inherit' };
  const mapping = mappingIn(value, 'auth');
  const text = (key: string) => textIn(mapping[key], `auth.${key}`);
  const { type } = mapping;
  switch (type) {
    case 'none':
    case 'inherit':
      return { ...auth, kind: type };
    case 'basic':
      return { ...auth, kind: type, basic: { username: text('username'), password: text('password') } };
    case 'bearer':
      return { ...auth, kind: type, bearer: { token: text('token') } };
    case 'apikey':
      return {
        ...auth,
        kind: type,
        apikey: { name: text('key'), value: text('value'), placement: placementIn(mapping) },
      };
    default:
      if (typeof type !== 'string') throw new FormatError('“auth” should say its type, such as basic');
      return { ...auth, kind: 'other', otherType: type };
  }
}

/** Bruno's own files say `queryparams`. */
function placementIn({ placement }: YamlMapping): 'header' | 'query' {
  return placement === 'query' || placement === 'queryparams' ? 'query' : 'header';
}

/** Whether both say the same; what kinds that are not in use hold makes no difference. */
export function sameAuth(one: Auth, other: Auth): boolean {
  return JSON.stringify(fieldsOf(one)) === JSON.stringify(fieldsOf(other));
}

/**
 * `value` with the difference between two readings made, and itself where there is none; undefined where no auth is left
 * and the key is to go.
 * @throws {FormatError} as `readAuth` does
 */
export function authWithChanges(value: unknown, before: Auth, after: Auth): unknown {
  if (sameAuth(before, after)) return value;
  if (after.kind === 'none') return undefined;
  if (after.kind === 'inherit') return 'inherit';
  const fields = fieldsOf(after);
  if (after.kind !== before.kind || after.kind === 'other') return fields;
  const old: YamlMapping = fieldsOf(before);
  return Object.entries(fields).reduce<YamlMapping>(
    (mapping, [key, text]) =>
      text === old[key] ? mapping : withKey(mapping, key, text, Object.keys(fields)),
    mappingIn(value, 'auth'),
  );
}

/** As the YAML has it. Of another kind than Parley's, only its name is known. */
function fieldsOf({ kind, basic, bearer, apikey, otherType }: Auth): Readonly<Record<string, string>> {
  switch (kind) {
    case 'basic':
      return { type: kind, username: basic.username, password: basic.password };
    case 'bearer':
      return { type: kind, token: bearer.token };
    case 'apikey':
      return { type: kind, key: apikey.name, value: apikey.value, placement: apikey.placement };
    case 'other':
      return { type: otherType };
    case 'none':
    case 'inherit':
      return { type: kind };
  }
}
