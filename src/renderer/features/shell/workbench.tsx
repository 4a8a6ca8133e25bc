import { ActionIcon, Splitter, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFilePlus } from '@tabler/icons-react';
import { useRef } from 'react';
import type { MenuCommand } from '#router/contracts/app.ts';
import { Notice } from '../../ui/notice.tsx';
import { ParleyMark } from '../../ui/parley-mark.tsx';
import type { OpenedDraft } from '../drafts/open-draft.ts';
import { useDraftJournal } from '../drafts/use-draft.ts';
import { RequestLine } from '../request/request-line.tsx';
import { RequestPane } from '../request/request-pane.tsx';
import { UploadWatchContext } from '../request/upload-watch.ts';
import { type ResponseCommands, ResponsePane } from '../response/response-pane.tsx';
import { useSend } from '../response/use-send.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { StatusBar } from './status-bar.tsx';
import { useLifecycle } from './use-lifecycle.ts';
import { useNewRequest } from './use-new-request.ts';
import { useSending } from './use-sending.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** The screen: one request, one response. */
export function Workbench({ opened }: { readonly opened: OpenedDraft }) {
  const { request, currentRequest, save, edit, flush, sendNow } = useDraftJournal(opened);
  const send = useSend();
  const fresh = useNewRequest({ request, edit, send });
  const wide = useMediaQuery('(min-width: 66em)', true, { getInitialValueInEffect: false });
  const url = useRef<HTMLInputElement>(null);
  const response = useRef<ResponseCommands>(null);

  const focusUrl = () => {
    url.current?.focus();
    url.current?.select();
  };
  const sending = useSending({ request, currentRequest, send, onUrlMissing: focusUrl });
  const newRequest = () => {
    fresh.begin();
    sending.setMethodProblem(null);
    focusUrl();
  };
  const onCommand = (command: MenuCommand) => {
    switch (command) {
      case 'new-request':
        return newRequest();
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

  const { connectionLost } = useLifecycle({ onBeforeClose: flush, onCommand, onReconnect: sendNow });
  useShortcuts({ send: sending.trySend, cancel: sending.cancel, focusUrl });

  return (
    <div className="workbench">
      {connectionLost && <ConnectionBanner />}
      <header className="top-bar">
        <span className="brand" title="Parley">
          <ParleyMark />
          <span className="visually-hidden">Parley</span>
        </span>
        <RequestLine
          key={fresh.generation}
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
          <ActionIcon size="lg" aria-label="New request" onClick={newRequest}>
            <IconFilePlus size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </header>
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
              <RequestPane generation={fresh.generation} request={request} edit={edit} />
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
