import { type Auth, noAuth } from '#router/contracts/auth.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { HttpRequest, RequestBody, Row } from '#router/contracts/request.ts';
import { percentDecode } from '../http/target.ts';
import { type Credentials, credentialsOf, type EffectiveAuth, effectiveAuth } from './authorize.ts';
import { Filling } from './filling.ts';
import { withPathParameters } from './path-parameters.ts';
import type { ScopedValue } from './scope.ts';
import type { Surroundings } from './surroundings.ts';
import { secretsOfUrl } from './url-secrets.ts';
import type { PlacedProblem } from './words.ts';

export interface ResolvedRequest {
  /** All that is needed to send it stands in URL, headers and body. Its auth tells which header has an API key. */
  readonly request: HttpRequest;
  readonly auth: EffectiveAuth | undefined;
  readonly problems: readonly PlacedProblem[];
  /** What is wrong besides variables. */
  readonly refusal: Failure | undefined;
  /** Texts that nobody may see who sees the request. */
  readonly secrets: readonly string[];
}

/** Fills in variables, and adds what folders and collection give: headers and auth. Never throws. */
export function resolveRequest(
  request: HttpRequest,
  { defaults }: Pick<Surroundings, 'defaults'>,
  scope: ReadonlyMap<string, ScopedValue>,
): ResolvedRequest {
  const filling = new Filling(scope);
  const rows = request.path.filter(({ enabled }) => enabled);
  const path = rows.map((row) => filledRow(row, 'the path parameter', filling));
  let url = withPathParameters(filling.text(request.url, 'the URL'), path);
  for (const text of secretsOfUrl(url, filling.secrets)) filling.addSecret(text);
  const levels = [request, ...defaults].map(({ headers }) => filledHeaders(headers, filling));
  let headers = merged(levels);
  const auth = effectiveAuth(request.auth, defaults);
  let credentials: Credentials = { kind: 'none' };
  let refusal: Failure | undefined;
  try {
    if (auth && !isOverruled(auth, levels)) credentials = credentialsOf(auth.auth, filling);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    refusal = error;
  }
  if (credentials.kind === 'header' && !hasHeader(levels, credentials.name, auth?.level)) {
    const { name, value } = credentials;
    headers = [{ id: 'auth', name, value, enabled: true }, ...without(headers, name)];
  }
  if (credentials.kind === 'query') url = withQuery(url, credentials);
  const body = filledBody(request.body, filling);
  return {
    request: { ...request, url, headers, body, path: [], auth: sentAuth(auth, credentials), variables: [] },
    auth,
    problems: filling.problems,
    refusal,
    secrets: filling.secrets,
  };
}

/** An API key's header is to stay with its origin, and any name may be its: redirects have to know which. */
function sentAuth(auth: EffectiveAuth | undefined, credentials: Credentials): Auth {
  if (auth?.auth.kind !== 'apikey' || credentials.kind !== 'header') return noAuth();
  return {
    ...noAuth(),
    kind: 'apikey',
    apikey: { name: credentials.name, value: '', placement: 'header' },
  };
}

function filledRow<TRow extends Row>(row: TRow, what: string, filling: Filling): TRow {
  const name = filling.text(row.name, `the name of ${what} ${row.name}`);
  return { ...row, name, value: filling.text(row.value, `${what} ${row.name}`) };
}

function filledHeaders(headers: readonly Row[], filling: Filling): Row[] {
  return headers.filter(({ enabled }) => enabled).map((row) => filledRow(row, 'the header', filling));
}

/** A header of what is further in stands for all of that name further out. */
function merged(levels: readonly (readonly Row[])[]): Row[] {
  const taken = new Set<string>();
  const kept = levels.map((rows, level) => {
    const own = rows.filter(({ name }) => !taken.has(nameOf(name)));
    for (const { name } of rows) if (name !== '') taken.add(nameOf(name));
    return level === 0 ? own : own.map((row) => ({ ...row, id: `${level}-${row.id}` }));
  });
  return kept.toReversed().flat();
}

/** Whoever types Authorization at the request, or as far in as the auth is said, means that. */
function isOverruled({ auth, level }: EffectiveAuth, levels: readonly (readonly Row[])[]): boolean {
  return auth.kind !== 'apikey' && hasHeader(levels, 'authorization', level);
}

function hasHeader(levels: readonly (readonly Row[])[], name: string, upTo = 0): boolean {
  return levels
    .slice(0, upTo + 1)
    .flat()
    .some((row) => nameOf(row.name) === nameOf(name));
}

function without(headers: readonly Row[], name: string): Row[] {
  return headers.filter((row) => nameOf(row.name) !== nameOf(name));
}

function nameOf(name: string): string {
  return name.trim().toLowerCase();
}

/** A parameter of that name which the URL has already is what the person means. */
function withQuery(url: string, { name, value }: { name: string; value: string }): string {
  const [, before = '', query, fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(url) ?? [];
  const names = (query ?? '').split('&').map((pair) => percentDecode(pair.split('=', 1)[0] ?? ''));
  if (names.includes(name)) return url;
  const pair = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  return `${before}?${query === undefined || query === '' ? '' : `${query}&`}${pair}${fragment}`;
}

/** Only what is sent of it: what another kind of body names need not be known. */
function filledBody(body: RequestBody, filling: Filling): RequestBody {
  switch (body.kind) {
    case 'none':
    case 'file':
      return body;
    case 'json':
    case 'text':
    case 'xml':
    case 'sparql':
      return { ...body, [body.kind]: filling.text(body[body.kind], 'the body') };
    case 'urlencoded':
      return { ...body, urlencoded: filledFields(body.urlencoded, filling) };
    case 'multipart':
      return { ...body, multipart: filledFields(body.multipart, filling) };
  }
}

function filledFields<TRow extends Row>(rows: readonly TRow[], filling: Filling): TRow[] {
  return rows.map((row) => (row.enabled ? filledRow(row, 'the form field', filling) : row));
}
