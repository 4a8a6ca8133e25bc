import { Button } from '@mantine/core';
import type { FallbackProps } from 'react-error-boundary';
import { MainProcessError } from '../../trpc/main-process-error.ts';
import { ParleyMark } from '../../ui/parley-mark.tsx';

/** What stands where the screen was after a defect in it. */
export function CrashScreen({ error }: FallbackProps) {
  const logId = error instanceof MainProcessError ? error.logId : undefined;
  return (
    <div className="full-page-news" role="alert">
      <ParleyMark size={32} />
      <h1>Something broke in this window</h1>
      <p>What you typed is kept. Reload the window to go on.</p>
      <p className="fact">{logId ? `The log has the details under ${logId}.` : 'The log has the details.'}</p>
      <Button onClick={() => location.reload()}>Reload</Button>
    </div>
  );
}
