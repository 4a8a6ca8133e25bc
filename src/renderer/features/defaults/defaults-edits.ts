import type { Auth } from '#router/contracts/auth.ts';
import type { RequestDefaults } from '#router/contracts/defaults.ts';
import { SavedAsTyped, type SavedAsTypedOptions } from '../collections/saved-as-typed.ts';
import {
  lacksName,
  namedLines,
  sameLines,
  withKnownIds,
  withUnnamedLines,
} from '../collections/saved-lines.ts';

/** The settings of a folder or a collection, saved as they are typed. */
export class DefaultsEdits extends SavedAsTyped<RequestDefaults> {
  constructor(options: Pick<SavedAsTypedOptions<RequestDefaults>, 'value' | 'put' | 'askAgain'>) {
    super({ ...options, isSame: sameDefaults, storable, adopted, withLeftOut, isPartial });
  }
}

function sameDefaults(one: RequestDefaults, other: RequestDefaults): boolean {
  return (
    sameLines(one.headers, other.headers) &&
    saidOf(one.auth) === saidOf(other.auth) &&
    sameLines(one.variables, other.variables)
  );
}

function storable({ headers, auth, variables }: RequestDefaults, stored: RequestDefaults): RequestDefaults {
  return {
    headers: namedLines(headers, stored.headers),
    auth,
    variables: namedLines(variables, stored.variables),
  };
}

function adopted(told: RequestDefaults, shown: RequestDefaults): RequestDefaults {
  return {
    headers: withKnownIds(told.headers, shown.headers),
    // Kinds that are not in use are in no file: what was typed there stays to come back to.
    auth: { ...shown.auth, ...inUse(told.auth) },
    variables: withKnownIds(told.variables, shown.variables),
  };
}

function withLeftOut(
  next: RequestDefaults,
  shown: RequestDefaults,
  stored: RequestDefaults,
): RequestDefaults {
  return {
    ...next,
    headers: withUnnamedLines(next.headers, shown.headers, stored.headers),
    variables: withUnnamedLines(next.variables, shown.variables, stored.variables),
  };
}

function isPartial({ headers, variables }: RequestDefaults, stored: RequestDefaults): boolean {
  return lacksName(headers, stored.headers) || lacksName(variables, stored.variables);
}

/** What a file says of it: the kind in use alone. */
function saidOf(auth: Auth): string {
  return JSON.stringify(inUse(auth));
}

function inUse(auth: Auth): Partial<Auth> {
  const { kind, otherType } = auth;
  switch (kind) {
    case 'inherit':
    case 'none':
      return { kind };
    case 'other':
      return { kind, otherType };
    case 'basic':
    case 'bearer':
    case 'apikey':
      return { kind, [kind]: auth[kind] };
  }
}
