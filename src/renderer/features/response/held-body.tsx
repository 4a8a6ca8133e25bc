import { useMutation } from '@tanstack/react-query';
import type { SendId } from '#router/contracts/ids.ts';
import type { SendEventOf } from '#router/contracts/send.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';

export interface HeldBodyProps {
  readonly id: SendId;
  readonly held: SendEventOf<'held'>;
}

/** Asks whether a body that main holds may go on; Cancel is where it always is. */
export function HeldBody({ id, held: { reason, wireBytes, bodyBytes } }: HeldBodyProps) {
  const trpc = useTRPC();
  const goOn = useMutation(trpc.requests.goOn.mutationOptions());
  return (
    <>
      <Notice tone="warning" action={{ label: 'Go on', onClick: () => goOn.mutate({ id }) }}>
        {reason === 'expansion'
          ? `Held: ${formatBytes(wireBytes)} from the network have become ${formatBytes(bodyBytes)}, and more is to come. ` +
            'Packed like this, a response can fill the disk.'
          : `Held at ${formatBytes(bodyBytes)}: responses take as much of the disk as the settings allow.`}{' '}
        Go on, or cancel and keep what is there.
      </Notice>
      {goOn.error && (
        <Notice tone="warning">It could not go on: {toMainProcessError(goOn.error).message}</Notice>
      )}
    </>
  );
}
