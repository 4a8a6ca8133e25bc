import { parseYaml, YamlProblem } from '../../yaml/parse-yaml.ts';
import { isMapping, type YamlMapping } from '../../yaml/yaml-value.ts';
import type { FileNames } from '../opencollection/file-names.ts';
import { FormatError } from '../opencollection/format-error.ts';
import { readRequest } from '../opencollection/request-file.ts';
import { type FileRole, nameOf, parentOf, stemOf } from './file-roles.ts';
import type { Facts } from './found.ts';

/** OpenCollection's kinds of requests, and of what stands among them, that Parley shows and can't send. */
const otherTypes: ReadonlySet<string> = new Set(['graphql', 'grpc', 'websocket', 'script', 'app']);

const nothing = { seq: undefined, method: '', url: '', type: '', problem: undefined };

/** What a file's text says of it: all of the text is parsed. Never throws. */
export function factsOf(path: string, role: FileRole, text: string): Facts {
  let value: unknown;
  try {
    ({ value } = parseYaml(text));
  } catch (cause) {
    if (!(cause instanceof YamlProblem)) throw cause;
    return brokenFacts(path, role, cause.message, cause.line, cause.column);
  }
  return readFacts(path, role, value);
}

/** What stands in the tree for a file that can't be read as what it should be. */
export function brokenFacts(path: string, role: FileRole, message: string, line = 1, column = 1): Facts {
  return { ...nothing, ...standIn(path, role), problem: { message, line, column } };
}

/** What is known by the path alone. */
export function standIn(path: string, role: FileRole): Pick<Facts, 'kind' | 'name'> {
  switch (role) {
    case 'collection':
      return { kind: 'collection', name: '' };
    case 'folder':
      return { kind: 'folder', name: nameOf(parentOf(path)) };
    case 'environment':
      return { kind: 'environment', name: stemOf(path) };
    case 'item':
      return { kind: 'broken', name: nameOf(path) };
  }
}

function readFacts(path: string, role: FileRole, value: unknown): Facts {
  if (value === null && role !== 'item') return { ...nothing, ...standIn(path, role) };
  if (!isMapping(value)) return brokenFacts(path, role, 'This is no OpenCollection file: it has no keys');
  if (role === 'environment') {
    return { ...nothing, kind: 'environment', name: textOf(value['name']) || stemOf(path) };
  }
  const info = isMapping(value['info']) ? value['info'] : {};
  const name = textOf(info['name']);
  // YAML knows infinities, and what is no number at all.
  const seq = Number.isFinite(info['seq']) ? Number(info['seq']) : undefined;
  if (role === 'collection') {
    if (value['bundled'] === true) {
      return brokenFacts(
        path,
        role,
        'It holds its requests itself (“bundled”). Parley reads folders of files',
      );
    }
    return { ...nothing, kind: 'collection', name };
  }
  if (role === 'folder') {
    return { ...nothing, kind: 'folder', name: name || nameOf(parentOf(path)), seq };
  }
  return itemFacts(path, value, info, { name: name || stemOf(path), seq });
}

function itemFacts(
  path: string,
  value: YamlMapping,
  info: YamlMapping,
  named: Pick<Facts, 'name' | 'seq'>,
): Facts {
  // A script has its type at the top, all else within `info`. What has `http` needs none.
  const said = info['type'] ?? value['type'];
  const isUntyped = said === undefined || said === null;
  const type = isUntyped && isMapping(value['http']) ? 'http' : textOf(said);
  if (type === 'http') {
    const wrong = whatIsWrong(value);
    if (wrong !== undefined) return { ...brokenFacts(path, 'item', wrong), type };
    const http = isMapping(value['http']) ? value['http'] : {};
    const method = textOf(http['method']);
    return { ...nothing, ...named, kind: 'request', type, method, url: textOf(http['url']) };
  }
  if (otherTypes.has(type)) return { ...nothing, ...named, kind: 'other', type };
  const message =
    type === ''
      ? 'It does not say what it is: “info” with a “type”, such as http, is missing'
      : `Parley knows no “${type}”: “type” in “info” is http, graphql, grpc, websocket, script or app`;
  return { ...brokenFacts(path, 'item', message), type };
}

/** Here nobody asks for the files that its body consists of. */
const anyFile: FileNames = {
  stored: (name, type) => ({ id: 'x'.repeat(22), source: 'collection', name, type, size: 0 }),
  pathOf: () => undefined,
};

/** Why a request can't be edited though it parses; undefined where it can. */
function whatIsWrong(value: YamlMapping): string | undefined {
  try {
    readRequest(value, anyFile);
    return undefined;
  } catch (cause) {
    if (cause instanceof FormatError) return cause.message;
    throw cause;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
