import type { Notice as MainNotice, NoticeKind } from '#router/contracts/app.ts';
import { Notice } from '../../ui/notice.tsx';

export interface MainNoticesProps {
  readonly notices: readonly MainNotice[];
  readonly onDismiss: (kind: NoticeKind) => void;
}

/** What main has to tell, each until the person has read it. */
export function MainNotices({ notices, onDismiss }: MainNoticesProps) {
  return notices.map((notice) => (
    <Notice key={notice.kind} tone="warning" onClose={() => onDismiss(notice.kind)}>
      {wordsOf(notice)}
    </Notice>
  ));
}

function wordsOf(notice: MainNotice): string {
  switch (notice.kind) {
    case 'window-crashed':
      return 'This window had crashed and was reloaded. What you edited is saved.';
    case 'main-failed':
      return `Something went wrong inside Parley. The log has the details under ${notice.logId}.`;
    case 'no-sandbox':
      return 'This system starts Parley without the sandbox (--no-sandbox), so a flaw in what draws the windows could reach your files. Install the .deb, or allow user namespaces, and start Parley again.';
  }
}
