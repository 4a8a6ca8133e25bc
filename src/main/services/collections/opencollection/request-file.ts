import type { HttpRequest } from '#router/contracts/request.ts';
import { emptyRequest } from '#router/contracts/request.ts';
import { pairText } from '../../yaml/value-text.ts';
import { isMapping, type YamlMapping } from '../../yaml/yaml-value.ts';
import { authWithChanges, readAuth } from './auth.ts';
import { bodyWithChanges, readBody } from './body.ts';
import { withKey, withPart } from './change-keys.ts';
import type { FileNames } from './file-names.ts';
import { FormatError, NotARequestError } from './format-error.ts';
import { httpKeys, readUrlAndParams, withUrlAndParams } from './params.ts';
import { plainRowsWithChanges, readPlainRows } from './plain-rows.ts';
import { mappingIn, textIn } from './read-values.ts';
import { readSettings, settingsWithChanges } from './settings.ts';
import { readVariables, variablesWithChanges } from './variables.ts';

export interface SavedRequest {
  /** '' where the file has none. */
  readonly name: string;
  readonly request: HttpRequest;
}

/**
 * What a request's file says, as a person edits it. Its rows are named by where they stand (`h0`, `q3`), so that the same
 * file always reads the same.
 * @param value what the YAML says
 * @throws {NotARequestError} where it is no HTTP request, or one that is written in a way that could mean different things
 */
export function readRequest(value: unknown, files: FileNames): SavedRequest {
  return asRequest(() => {
    const { name, http, runtime, settings } = partsOf(value);
    const headers = readPlainRows(http['headers'], 'h', 'http.headers').map(({ row }) => row);
    const request = {
      method: readMethod(http),
      ...readUrlAndParams(http),
      headers,
      body: readBody(http['body'], files),
      auth: readAuth(authPlace(http, runtime)['auth']),
      variables: readVariables(runtime['variables']),
      options: readSettings(settings),
    };
    return { name, request };
  });
}

/**
 * `value` with exactly the difference between two requests made; all else stays as it is, and where there is no
 * difference it is `value` itself. What kinds of body and of auth that are not in use hold is not saved.
 * @param before what `value` says, whatever the ids of its rows; rows of `after` are known by the ids they have here
 * @throws {NotARequestError} as `readRequest` does
 * @throws {Failure} PRECONDITION_FAILED where the body needs a file that `files` has no path for
 */
export function withChanges(
  value: unknown,
  before: HttpRequest,
  after: HttpRequest,
  files: FileNames,
): unknown {
  return asRequest(() => {
    const { whole, http, runtime, settings } = partsOf(value);
    const change = { before, after, files };
    const changed = {
      http: httpWithChanges(http, runtime, change),
      runtime: runtimeWithChanges(http, runtime, change),
      settings: settingsWithChanges(settings, before.options, after.options),
    };
    const old = { http, runtime, settings };
    return sections.reduce(
      (file, section) =>
        changed[section] === old[section] ? file : withPart(file, section, changed[section], fileKeys),
      whole,
    );
  });
}

/** The text of a file for a new request. @throws {Failure} as `withChanges` does */
export function newRequestFile(name: string, seq: number, request: HttpRequest, files: FileNames): string {
  const empty = emptyRequest();
  const { followRedirects, maxRedirects, timeoutMs } = empty.options;
  const blank = {
    info: { name, type: 'http', seq },
    http: { method: empty.method, url: empty.url },
    settings: { encodeUrl: true, timeout: timeoutMs, followRedirects, maxRedirects },
  };
  const value = mappingIn(withChanges(blank, empty, request, files), 'http');
  const written = Object.entries(value).map(([key, part]) =>
    pairText(key, part, { indent: 0, inFlow: false }),
  );
  return `${written.join('\n\n')}\n`;
}

const fileKeys = ['info', 'http', 'runtime', 'settings', 'app', 'examples', 'docs'];
const runtimeKeys = ['variables', 'scripts', 'assertions', 'actions'];
const sections = ['http', 'runtime', 'settings'] as const;

function partsOf(value: unknown) {
  if (!isMapping(value))
    throw new NotARequestError('The file should consist of keys and values, such as “info” and “http”');
  const info = mappingIn(value['info'], 'info');
  const { type } = info;
  if (type === undefined || type === null ? !isMapping(value['http']) : type !== 'http') {
    throw new NotARequestError('The file is no HTTP request: one has “type: http” in its “info”');
  }
  return {
    whole: value,
    name: textIn(info['name'], 'info.name'),
    http: mappingIn(value['http'], 'http'),
    runtime: mappingIn(value['runtime'], 'runtime'),
    settings: mappingIn(value['settings'], 'settings'),
  };
}

/** Earlier versions of Bruno keep it in `runtime`. */
function authPlace(http: YamlMapping, runtime: YamlMapping): YamlMapping {
  return Object.hasOwn(runtime, 'auth') && !Object.hasOwn(http, 'auth') ? runtime : http;
}

const methods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'QUERY',
]);

/** Methods differ by case (RFC 9110 §9.1), but a `get` in a file is meant as GET. */
function readMethod(http: YamlMapping): string {
  const method = textIn(http['method'], 'http.method');
  if (method === '') return emptyRequest().method;
  return methods.has(method.toUpperCase()) ? method.toUpperCase() : method;
}

interface Change {
  readonly before: HttpRequest;
  readonly after: HttpRequest;
  readonly files: FileNames;
}

function httpWithChanges(
  http: YamlMapping,
  runtime: YamlMapping,
  { before, after, files }: Change,
): YamlMapping {
  const headers = plainRowsWithChanges(http['headers'], before.headers, after.headers, 'http.headers');
  const body = bodyWithChanges(http['body'], before.body, after.body, files);
  let changed = withUrlAndParams(http, before, after);
  if (after.method !== before.method) changed = withKey(changed, 'method', after.method, httpKeys);
  changed = withKey(changed, 'headers', headers, httpKeys);
  changed = withKey(changed, 'body', body, httpKeys);
  if (authPlace(http, runtime) !== http) return changed;
  return withKey(changed, 'auth', authWithChanges(http['auth'], before.auth, after.auth), httpKeys);
}

function runtimeWithChanges(http: YamlMapping, runtime: YamlMapping, { before, after }: Change): YamlMapping {
  const variables = variablesWithChanges(runtime['variables'], before.variables, after.variables);
  const changed = withKey(runtime, 'variables', variables, runtimeKeys);
  if (authPlace(http, runtime) !== runtime) return changed;
  return withKey(changed, 'auth', authWithChanges(runtime['auth'], before.auth, after.auth));
}

/** What is wrong with a part of it makes it no request that can be edited. */
function asRequest<TResult>(read: () => TResult): TResult {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof FormatError && !(cause instanceof NotARequestError)) {
      throw new NotARequestError(cause.message, { cause });
    }
    throw cause;
  }
}
