import { ActionIcon, Splitter, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFilePlus } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { MenuCommand } from '#router/contracts/app.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import { Notice } from '../../ui/notice.tsx';
import { ParleyMark } from '../../ui/parley-mark.tsx';
import type { OpenedDraft } from '../drafts/open-draft.ts';
import { useDraftJournal } from '../drafts/use-draft.ts';
import { RequestLine } from '../request/request-line.tsx';
import { RequestPane } from '../request/request-pane.tsx';
import { UploadCountContext } from '../request/upload-count.ts';
import { type ResponseCommands, ResponsePane } from '../response/response-pane.tsx';
import { useSend } from '../response/use-send.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { StatusBar } from './status-bar.tsx';
import { useLifecycle } from './use-lifecycle.ts';
import { useNewRequest } from './use-new-request.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** The screen: one request, one response. */
export function Workbench({ opened }: { readonly opened: OpenedDraft }) {
  const { request, save, edit, flush, sendNow } = useDraftJournal(opened);
  const send = useSend();
  const fresh = useNewRequest({ request, edit, send });
  const wide = useMediaQuery('(min-width: 66em)', true, { getInitialValueInEffect: false });
  const url = useRef<HTMLInputElement>(null);
  const response = useRef<ResponseCommands>(null);
  const uploads = useRef(0);
  const uploadCount = useMemo(
    () => ({ add: (difference: 1 | -1) => void (uploads.current += difference) }),
    [],
  );
  const [methodProblem, setMethodProblem] = useState<string | null>(null);
  const [refused, setRefused] = useState<{ request: HttpRequest; why: string } | null>(null);

  const focusUrl = () => {
    url.current?.focus();
    url.current?.select();
  };
  const trySend = () => {
    if (send.running || methodProblem) return;
    if (request.url.trim() === '') {
      setRefused({ request, why: 'Type the URL to send to.' });
      focusUrl();
    } else if (uploads.current > 0 && (request.body.kind === 'file' || request.body.kind === 'multipart')) {
      setRefused({ request, why: 'A file is still being uploaded. Send when it is there.' });
    } else {
      send.start(request);
    }
  };
  const newRequest = () => {
    fresh.begin();
    setMethodProblem(null);
    focusUrl();
  };
  const onCommand = (command: MenuCommand) => {
    switch (command) {
      case 'new-request':
        return newRequest();
      case 'send':
        return trySend();
      case 'cancel':
        return send.cancel();
      case 'save-response':
        return response.current?.save();
      case 'focus-url':
        return focusUrl();
    }
  };

  const { connectionLost } = useLifecycle({ onBeforeClose: flush, onCommand, onReconnect: sendNow });
  useShortcuts({ send: trySend, cancel: send.cancel, focusUrl });

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
          running={send.running}
          cancelling={send.cancelling}
          onSend={trySend}
          onCancel={send.cancel}
          // What was refused may be sent once something has changed.
          problem={methodProblem ?? (refused?.request === request ? refused.why : null)}
          onMethodProblem={setMethodProblem}
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
            <UploadCountContext value={uploadCount}>
              <RequestPane generation={fresh.generation} request={request} edit={edit} />
            </UploadCountContext>
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
