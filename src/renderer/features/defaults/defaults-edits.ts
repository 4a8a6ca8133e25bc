import type { Auth } from '#router/contracts/auth.ts';
import type { RequestDefaults } from '#router/contracts/defaults.ts';
import type { DefaultsElsewhere } from '#router/contracts/elsewhere.ts';
import { kindNames, otherName } from '../auth/kinds.ts';
import { linesElsewhere, lineParts, partsElsewhere } from '../collections/line-parts.ts';
import {
  type PartsOf,
  type PutBesideOthers,
  SavedAsTyped,
  type SavedAsTypedOptions,
} from '../collections/saved-as-typed.ts';
import {
  lacksName,
  namedLines,
  sameLines,
  withKnownIds,
  withUnnamedLines,
} from '../collections/saved-lines.ts';

export interface DefaultsEditsOptions
  extends Pick<SavedAsTypedOptions<RequestDefaults>, 'value' | 'askAgain'> {
  /** As `collections.putDefaults` does. */
  readonly put: (before: RequestDefaults, after: RequestDefaults) => Promise<DefaultsElsewhere>;
}

/** The settings of a folder or a collection, saved as they are typed. */
export class DefaultsEdits extends SavedAsTyped<RequestDefaults> {
  constructor({ put, ...options }: DefaultsEditsOptions) {
    super({
      ...options,
      put: async (before, after) => besideOthers(after, await put(before, after)),
      partsOf,
      isSame: sameDefaults,
      storable,
      adopted,
      withLeftOut,
      isPartial,
    });
  }
}

const authPart = 'auth';

function besideOthers(
  sent: RequestDefaults,
  { headers, auth, variables }: DefaultsElsewhere,
): PutBesideOthers<RequestDefaults> | null {
  const parts = new Set([
    ...named('headers', partsElsewhere(headers)),
    ...(auth ? [authPart] : []),
    ...named('variables', partsElsewhere(variables)),
  ]);
  if (parts.size === 0) return null;
  const value = {
    headers: [...linesElsewhere(sent.headers, headers)],
    auth: auth ? { ...sent.auth, ...inUse(auth) } : sent.auth,
    variables: [...linesElsewhere(sent.variables, variables)],
  };
  return { value, parts };
}

const partsOf: PartsOf<RequestDefaults> = {
  exchanged: (value, other, parts) => ({
    headers: [...lineParts.exchanged(value.headers, other.headers, of('headers', parts))],
    auth: parts.has(authPart) ? { ...value.auth, ...inUse(other.auth) } : value.auth,
    variables: [...lineParts.exchanged(value.variables, other.variables, of('variables', parts))],
  }),
  withLines: (value, shown, parts) => ({
    ...value,
    headers: [...lineParts.withLines(value.headers, shown.headers, of('headers', parts))],
    variables: [...lineParts.withLines(value.variables, shown.variables, of('variables', parts))],
  }),
  words: ({ headers, auth, variables }, parts) => [
    ...lineParts.words(headers, of('headers', parts)),
    ...(parts.has(authPart) ? [`auth (${authWords(auth)})`] : []),
    ...lineParts.words(variables, of('variables', parts)),
  ],
};

/** Parts of a table, among those of all. */
function named(table: string, parts: ReadonlySet<string>): string[] {
  return [...parts].map((part) => `${table} ${part}`);
}

function of(table: string, parts: ReadonlySet<string>): Set<string> {
  const own = [...parts].filter((part) => part.startsWith(`${table} `));
  return new Set(own.map((part) => part.slice(table.length + 1)));
}

/** Without what it keeps from others' eyes. */
function authWords({ kind, otherType }: Auth): string {
  return kind === 'other' ? otherName(otherType) : kindNames[kind];
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
