import { Failure } from '#router/contracts/failure.ts';
import type { VariableProblem } from './scope.ts';

/** A problem, and the part of the request that has it, such as `the URL`. */
export interface PlacedProblem {
  readonly problem: VariableProblem;
  readonly where: string;
}

/** What is wrong and what to do, for the person who wrote the request. */
export function wordsOf({ problem, where }: PlacedProblem): string {
  const variable = `{{${problem.name}}} in ${where}`;
  switch (problem.reason) {
    case 'unknown':
      return unknownWords(problem.name, variable);
    case 'cycle':
      return `The variable ${variable} names itself: ${(problem.path ?? []).join(' → ')}. Give one of them a value of its own.`;
    case 'too-deep':
      return `The variable ${variable} stands too deep in variables that name each other. Name fewer of them in a row.`;
    case 'too-large':
      return `The variable ${variable} makes it larger than 16 Mi characters. Send a file instead.`;
    case 'secret-missing':
      return `The secret variable ${variable} has no value on this computer. Type it in the environment.`;
    case 'secret-unreadable':
      if (problem.because !== undefined)
        return `The secret variable ${variable} can't be read. ${problem.because}`;
      return `The secret variable ${variable} can't be decrypted on this computer: its key is another one or gone. Type its value in the environment again.`;
  }
}

function unknownWords(name: string, variable: string): string {
  if (name.startsWith('$'))
    return `Parley can't make up values such as ${variable} yet. Type one, or define a variable.`;
  if (name.startsWith('process.env.'))
    return `Parley does not read ${variable} from the environment of its process. Define a variable instead.`;
  return `There is no variable ${variable}. Define it in the environment in use, or correct its name.`;
}

/** What to throw instead of sending a request with such problems. */
export function variableFailure(problems: readonly [PlacedProblem, ...PlacedProblem[]]): Failure {
  const [first] = problems;
  const others = new Set(problems.map(({ problem }) => problem.name));
  others.delete(first.problem.name);
  const more =
    others.size === 0 ? '' : ` Look at ${[...others].map((name) => `{{${name}}}`).join(', ')} too.`;
  return new Failure('BAD_REQUEST', wordsOf(first) + shortened(more), {
    phase: 'request',
    errno: 'ERR_UNKNOWN_VARIABLE',
    position: first.problem.position,
  });
}

function shortened(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
