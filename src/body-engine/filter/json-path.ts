import { JSONPathEnvironment, JSONPathError, type JSONPathQuery } from 'json-p3';
import { Failure } from '#router/contracts/failure.ts';

/** `..` looks no deeper: its walk takes a frame of the stack, and time, for each level above a value. */
export const maxDepth = 1000;

const environment = new JSONPathEnvironment({ maxRecursionDepth: maxDepth });

/**
 * Reads a JSONPath expression (https://www.rfc-editor.org/rfc/rfc9535).
 * @throws Failure BAD_REQUEST: what is wrong with it; `details.position` says where, in UTF-16 code units from 0
 */
export function compileJsonPath(expression: string): JSONPathQuery {
  if (!expression.startsWith('$')) {
    throw refusal('A JSONPath expression begins with $, such as $.items[*].id', 0);
  }
  try {
    return environment.compile(expression);
  } catch (cause) {
    if (cause instanceof RangeError) throw refusal('This expression is nested too deep', 0, cause);
    if (!(cause instanceof JSONPathError)) throw cause;
    const { token, message } = cause;
    // The library adds a piece of the expression around the place.
    const reason = message.replace(/ \('[^]*':\d+\)$/u, '');
    throw refusal(`This is not a JSONPath expression: ${reason}`, token.index, cause);
  }
}

function refusal(sentence: string, position: number, cause?: unknown): Failure {
  const message = `${sentence}, at character ${position + 1}.`;
  return new Failure('BAD_REQUEST', message, { position }, cause === undefined ? undefined : { cause });
}
