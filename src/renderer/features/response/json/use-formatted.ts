import { useMutation } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPC } from '../../../trpc/provider.tsx';

/** A body's JSON laid out: main makes the text when it is first asked for, and keeps it with the body. */
export function useFormatted(bodyId: string) {
  const trpc = useTRPC();
  const format = useMutation(trpc.bodies.format.mutationOptions({ gcTime: 0 }));
  const discard = useMutation(trpc.bodies.discard.mutationOptions());
  const ask = useEffectEvent((id: string) => format.mutate({ id }));
  useEffect(() => ask(bodyId), [bodyId]);
  const id = format.data?.id ?? null;
  return {
    /** The text's id as a body; null until it is known. */
    id,
    problem: format.error ? toMainProcessError(format.error).message : null,
    again: () => format.mutate({ id: bodyId }),
    /** Stops the making, and removes what is made. */
    cancel: () => {
      if (id !== null) discard.mutate({ id });
    },
  };
}
