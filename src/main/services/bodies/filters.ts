import { checkJsonPathSize } from '#body-engine/filter/filter-json.ts';
import { compileJsonPath } from '#body-engine/filter/json-path.ts';
import { createMatcher } from '#body-engine/search/matcher.ts';
import type { BodyFilter } from '#router/contracts/body-jobs.ts';
import type { SearchQuery } from '#router/contracts/body-view.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { BodyId } from '#router/contracts/ids.ts';
import { derivedName, type DerivedTexts } from './derived-texts.ts';
import type { StoredBody } from './stored-body.ts';

const again = 'filter it again';

/**
 * Makes a text of what a filter lets through.
 *
 * Throws a `Failure`: of an expression or query that is none (with `details.position` where that is known); where JSONPath
 * would need more memory than it gets, or a document that still arrives; where the body is gone or the file can't be made.
 */
export function makeFiltered(texts: DerivedTexts, source: StoredBody, filter: BodyFilter): Promise<BodyId> {
  return filter.kind === 'jsonpath'
    ? matchesOf(texts, source, filter.expression)
    : linesOf(texts, source, filter.query);
}

async function matchesOf(texts: DerivedTexts, source: StoredBody, expression: string): Promise<BodyId> {
  compileJsonPath(expression);
  const facts = await texts.known(source);
  const isLines = facts.kind === 'ndjson';
  const { fileName, state, size } = source.info;
  if (!isLines) {
    if (state === 'arriving') {
      throw new Failure(
        'CONFLICT',
        'The response is still arriving, and JSONPath needs all of it. Try again when it is complete.',
      );
    }
    checkJsonPathSize(size);
  }
  const type = isLines ? 'application/x-ndjson' : 'application/json';
  const { body } = await texts.make({
    source,
    facts,
    head: {
      contentType: `${type}; charset=utf-8`,
      fileName: derivedName(fileName, 'filtered', isLines ? '.ndjson' : '.json'),
    },
    again,
    begin: (client, input, call) =>
      client.filter.jsonPath.subscribe({ ...input, expression, mode: isLines ? 'lines' : 'document' }, call),
  });
  return body.id;
}

async function linesOf(texts: DerivedTexts, source: StoredBody, query: SearchQuery): Promise<BodyId> {
  const facts = await texts.known(source);
  const encoding = facts.encoding.label;
  // Throws for a query that can't be searched for, before anything is made.
  createMatcher(query, encoding);
  const type = facts.kind === 'ndjson' ? 'application/x-ndjson' : 'text/plain';
  const { body } = await texts.make({
    source,
    facts,
    head: {
      contentType: `${type}; charset=${encoding}`,
      fileName: derivedName(source.info.fileName, 'filtered'),
    },
    again,
    begin: (client, input, call) => client.filter.lines.subscribe({ ...input, query }, call),
  });
  return body.id;
}
