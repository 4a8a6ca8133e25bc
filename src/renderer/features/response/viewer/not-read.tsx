import { Notice } from '../../../ui/notice.tsx';

export interface NotReadProps {
  /** Such as `The body`. */
  readonly what: string;
  /** Why it could not be read; null where it could. */
  readonly problem: string | null;
  readonly onRetry: () => void;
}

/** Says that what is to be shown could not be read, and offers to try again. */
export function NotRead({ what, problem, onRetry }: NotReadProps) {
  if (problem === null) return null;
  return (
    <Notice tone="warning" action={{ label: 'Try again', onClick: onRetry }}>
      {what} could not be read: {problem}
    </Notice>
  );
}
