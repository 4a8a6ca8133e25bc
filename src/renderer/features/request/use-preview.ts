import { useEffect, useEffectEvent, useState } from 'react';
import type { DraftId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { RequestPreview } from '#router/contracts/send.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';
import type { VariableMap } from '../variables/about-variable.ts';
import { useFieldScope } from '../variables/scope-context.ts';

export interface Preview {
  /** What was told last; null until then. */
  readonly preview: RequestPreview | null;
  /** Why it is not known; null where it is. */
  readonly problem: string | null;
}

interface Answer extends Preview {
  readonly draftId: DraftId | null;
  /** What could be named when it was asked for. */
  readonly variables: VariableMap | null;
}

const noAnswer: Answer = { draftId: null, variables: null, preview: null, problem: null };

/** Typing waits this long for more of it, in milliseconds. */
const gatherMs = 200;

/**
 * What would be sent of a request, asked for while somebody looks at it: at once when they begin to, then after each pause
 * in typing, and at once where something else can be named.
 */
export function usePreview(request: HttpRequest, isLookedAt: boolean): Preview {
  const client = useTRPCClient();
  const { draftId, isShown, variables } = useFieldScope();
  const [state, setState] = useState<Answer>(noAnswer);
  const isWanted = isLookedAt && isShown && draftId !== null;
  const pauseFor = useEffectEvent((now: VariableMap | null) =>
    state.preview && state.variables === now ? gatherMs : 0,
  );

  useEffect(() => {
    if (!isWanted) return;
    const gone = new AbortController();
    const ask = async () => {
      try {
        const preview = await client.requests.preview.query({ draftId, request }, { signal: gone.signal });
        if (!gone.signal.aborted) setState({ draftId, variables, preview, problem: null });
      } catch (cause) {
        // Another request is on its way then, or nobody looks any more.
        if (!gone.signal.aborted) setState((old) => ({ ...old, problem: toMainProcessError(cause).message }));
      }
    };
    const timer = setTimeout(() => void ask(), pauseFor(variables));
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [client, draftId, request, variables, isWanted]);

  return state.draftId === draftId || state.draftId === null ? state : noAnswer;
}
