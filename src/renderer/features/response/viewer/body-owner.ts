import { createContext, useContext } from 'react';

/** Whose body is shown, for the names of what shows it. */
export const BodyOwner = createContext<'response' | 'request'>('response');

/** Such as `Response body`. */
export function useBodyLabel(): string {
  return useContext(BodyOwner) === 'response' ? 'Response body' : 'Request body';
}
