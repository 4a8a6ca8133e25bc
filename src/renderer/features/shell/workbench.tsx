import { ActionIcon, Splitter, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAppWindow, IconFilePlus } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { MenuCommand } from '#router/contracts/app.ts';
import type { SendId } from '#router/contracts/ids.ts';
import { Notice } from '../../ui/notice.tsx';
import { ParleyMark } from '../../ui/parley-mark.tsx';
import type { OpenedDraft } from '../drafts/open-draft.ts';
import { useDraftJournal } from '../drafts/use-draft.ts';
import { RequestLine } from '../request/request-line.tsx';
import { RequestPane } from '../request/request-pane.tsx';
import { UploadWatchContext } from '../request/upload-watch.ts';
import { type ResponseCommands, ResponsePane } from '../response/response-pane.tsx';
import { useSend } from '../response/use-send.ts';
import { UpdateNotice } from '../updates/update-notice.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { MainNotices } from './main-notices.tsx';
import { StatusBar } from './status-bar.tsx';
import { useLifecycle } from './use-lifecycle.ts';
import { useNewRequest } from './use-new-request.ts';
import { useNewWindow } from './use-new-window.ts';
import { useSending } from './use-sending.ts';
import { useShortcuts } from './use-shortcuts.ts';

export interface WorkbenchProps {
  readonly opened: OpenedDraft;
  /** It takes the place of another, whose focus is gone with it. */
  readonly focusUrlAtFirst: boolean;
  /** Puts another draft on the screen, and the send that belongs to it. */
  readonly onShow: (opened: OpenedDraft, sendId: SendId | null) => void;
}

/** The screen: one request, one response. */
export function Workbench({ opened, focusUrlAtFirst, onShow }: WorkbenchProps) {
  const { currentId, request, currentRequest, save, edit, flush, reclaim } = useDraftJournal(opened);
  const send = useSend();
  const fresh = useNewRequest({ currentId, request, flush, send, show: onShow });
  const newWindow = useNewWindow();
  const wide = useMediaQuery('(min-width: 66em)', true, { getInitialValueInEffect: false });
  const url = useRef<HTMLInputElement>(null);
  const response = useRef<ResponseCommands>(null);

  const focusUrl = () => {
    url.current?.focus();
    url.current?.select();
  };
  const sending = useSending({ request, currentRequest, send, onUrlMissing: focusUrl });
  useEffect(() => {
    if (focusUrlAtFirst) url.current?.focus();
  }, [focusUrlAtFirst]);
  const onCommand = (command: MenuCommand) => {
    switch (command) {
      case 'new-request':
        return fresh.begin();
      case 'send':
        return sending.trySend();
      case 'cancel':
        return sending.cancel();
      case 'save-response':
        return response.current?.save();
      case 'focus-url':
        return focusUrl();
    }
  };

  const { connectionLost, notices, dismissNotice } = useLifecycle({
    onBeforeClose: flush,
    onCommand,
    onReconnect: () => void reclaim(),
  });
  useShortcuts({
    send: sending.trySend,
    cancel: sending.cancel,
    focusUrl,
    saveResponse: () => response.current?.save(),
    newRequest: fresh.begin,
    newWindow: newWindow.open,
  });

  return (
    <div className="workbench">
      {connectionLost && <ConnectionBanner />}
      <header className="top-bar">
        <span className="brand" title="Parley">
          <ParleyMark />
          <span className="visually-hidden">Parley</span>
        </span>
        <RequestLine
          request={request}
          edit={edit}
          busy={sending.busy}
          cancelling={send.cancelling}
          onSend={sending.trySend}
          onCancel={sending.cancel}
          note={sending.note}
          onMethodProblem={sending.setMethodProblem}
          urlRef={url}
        />
        <Tooltip label="New request">
          <ActionIcon size="lg" aria-label="New request" onClick={fresh.begin}>
            <IconFilePlus size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="New window">
          <ActionIcon size="lg" aria-label="New window" onClick={newWindow.open}>
            <IconAppWindow size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </header>
      <MainNotices notices={notices} onDismiss={dismissNotice} />
      <UpdateNotice />
      {newWindow.problem && (
        <Notice onClose={newWindow.dismissProblem}>No window was opened: {newWindow.problem}</Notice>
      )}
      {fresh.problem && (
        <Notice onClose={fresh.dismissProblem}>This request stays for now: {fresh.problem}</Notice>
      )}
      {fresh.hasAside && (
        <Notice action={{ label: 'Undo', onClick: fresh.bringBack }} onClose={fresh.dismiss}>
          The request before this one is put aside.
        </Notice>
      )}
      <main className="panes">
        <Splitter
          className="splitter"
          orientation={wide ? 'horizontal' : 'vertical'}
          lineSize={1}
          handleColor="var(--line)"
          withHandle={false}
        >
          <Splitter.Pane defaultSize={45} min={20}>
            <UploadWatchContext value={sending.watch}>
              <RequestPane request={request} edit={edit} />
            </UploadWatchContext>
          </Splitter.Pane>
          <Splitter.Pane defaultSize={55} min={20}>
            <ResponsePane send={send} commands={response} />
          </Splitter.Pane>
        </Splitter>
      </main>
      <StatusBar save={save} connectionLost={connectionLost} />
    </div>
  );
}
