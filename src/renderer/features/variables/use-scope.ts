import { skipToken } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import type { ScopeOf } from '#router/contracts/variable.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import type { VariableMap } from './about-variable.ts';

/** What can be named there, kept up to date; null until main has told it. `null`: nobody sees it now, and main is not asked. */
export function useScope(of: ScopeOf | null): VariableMap | null {
  const trpc = useTRPC();
  // What was told last stays while nobody sees it, and while main is away.
  const [variables, setVariables] = useState<VariableMap | null>(null);
  useSubscription(
    trpc.environments.scope.subscriptionOptions(of ?? skipToken, {
      onData: (scope) =>
        setVariables(new Map(scope.variables.map((variable) => [variable.name, variable] as const))),
      // Names stand as they were known, and sending tells what is wrong; the field would be no place for it.
      onError: (error) => console.warn('The variables that can be named are not known:', error.message),
    }),
  );
  return variables;
}
