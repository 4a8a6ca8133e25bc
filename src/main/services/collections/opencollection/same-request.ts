import { isDeepStrictEqual } from 'node:util';
import type { HttpRequest } from '#router/contracts/request.ts';
import { sameAuth } from './auth.ts';
import { sameBody } from './body.ts';
import { sameUrlAndParams } from './params.ts';
import { plainRows, sameRows, variableRows } from './rows.ts';

/**
 * Whether both would be saved as the same: ids of rows, blank rows, and what kinds of body and of auth that are not in
 * use hold make no difference.
 */
export function sameRequest(one: HttpRequest, other: HttpRequest): boolean {
  return (
    one.method === other.method &&
    sameUrlAndParams(one, other) &&
    sameRows(one.headers, other.headers, plainRows) &&
    sameBody(one.body, other.body) &&
    sameAuth(one.auth, other.auth) &&
    sameRows(one.variables, other.variables, variableRows) &&
    isDeepStrictEqual(one.options, other.options)
  );
}
