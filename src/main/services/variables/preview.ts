import { largeTextOf, type RequestBody } from '#router/contracts/request.ts';
import type { RequestPreview } from '#router/contracts/send.ts';
import { urlencode } from '../http/request-body.ts';
import { authWords } from './authorize.ts';
import type { ResolvedRequest } from './resolve-request.ts';
import { mask } from './scope.ts';
import type { Surroundings } from './surroundings.ts';
import { wordsOf } from './words.ts';

/** Characters of a body that a preview has. */
const maxCharacters = 64 * 1024;

/** A request for a person to look at. @param resolved from variables whose secrets are masked */
export function previewOf(
  resolved: ResolvedRequest,
  { layers, failures }: Pick<Surroundings, 'layers' | 'failures'>,
): RequestPreview {
  const { request, auth, problems, refusal } = resolved;
  // The layers of folders and collection have auth; that of an environment has none.
  const levels = layers.filter(({ source }) => source !== 'environment');
  const from = auth !== undefined && auth.level > 0 ? levels[auth.level]?.sourceName : undefined;
  return {
    method: request.method,
    url: masksShown(request.url),
    headers: request.headers.filter(({ enabled }) => enabled).map(({ name, value }) => [name, value]),
    body: bodyOf(request.body),
    auth: authWords(auth?.auth, from),
    problems: [
      ...failures.map(({ message }) => message),
      ...new Set(problems.map(wordsOf)),
      ...(refusal === undefined ? [] : [refusal.message]),
    ],
  };
}

function bodyOf(body: RequestBody): RequestPreview['body'] {
  switch (body.kind) {
    case 'none':
      return { kind: 'none' };
    case 'json':
    case 'text':
    case 'xml':
    case 'sparql': {
      const large = largeTextOf(body);
      if (!large) return shown(body[body.kind]);
      return { kind: 'described', description: `A text of ${large.file.size} bytes, sent as it stands` };
    }
    case 'urlencoded':
      return shown(masksShown(urlencode(body.urlencoded)));
    case 'multipart': {
      const parts = body.multipart.filter(({ enabled }) => enabled).length;
      return {
        kind: 'described',
        description: parts === 1 ? 'A form of 1 part' : `A form of ${parts} parts`,
      };
    }
    case 'file':
      return {
        kind: 'described',
        description:
          body.file === null
            ? 'A file that is not chosen yet'
            : `The file “${body.file.name}”, ${body.file.size} bytes`,
      };
  }
}

function shown(text: string): RequestPreview['body'] {
  return text.length <= maxCharacters
    ? { kind: 'text', text }
    : { kind: 'described', description: `A text of ${text.length} characters` };
}

/** Where a value was encoded, its mask was too. */
function masksShown(text: string): string {
  return text.replaceAll(encodeURIComponent(mask), mask);
}
