import { Button, Skeleton, Splitter } from '@mantine/core';
import { memo, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { RequestLine } from '../request/request-line.tsx';
import { RequestPane } from '../request/request-pane.tsx';
import { UploadWatchContext } from '../request/upload-watch.ts';
import { type ResponseCommands, ResponsePane } from '../response/response-pane.tsx';
import { useSend } from '../response/use-send.ts';
import { FileNews } from '../tabs/file-news.tsx';
import type { OpenTab } from '../tabs/open-tab.ts';
import type { TabContent } from '../tabs/tab-draft.ts';
import { useTab } from '../tabs/use-tabs.ts';
import { WaitNotices } from '../tabs/wait-notices.tsx';
import { RequestScope } from '../variables/request-scope.tsx';
import { NotSaved } from './not-saved.tsx';
import { useSending } from './use-sending.ts';

/** What keys and the menu can ask of the tab that is shown. */
export interface TabCommands {
  readonly send: () => void;
  readonly cancel: () => void;
  readonly focusUrl: () => void;
  readonly saveResponse: () => void;
}

export interface TabViewProps {
  readonly tab: OpenTab;
  readonly isActive: boolean;
  /** There is room for the response beside the request. */
  readonly isWide: boolean;
  /** Given to the tab that is shown. */
  readonly commands: Ref<TabCommands>;
  readonly onSave: (tab: OpenTab) => void;
}

/** One tab: a request and its response. What is not shown keeps its state: its send goes on, and so do its uploads. */
export const TabView = memo(function TabView({ tab, isActive, isWide, commands, onSave }: TabViewProps) {
  const { content, openError, pastSends } = useTab(tab);
  return (
    <div
      role="tabpanel"
      id={`view-${tab.key}`}
      aria-labelledby={`tab-${tab.key}`}
      aria-busy={!content && !openError}
      className="tab-view"
      hidden={!isActive}
    >
      {content ? (
        <RequestScope draftId={tab.draftId} isSaved={content.status.source !== null} isShown={isActive}>
          <OpenView
            key={pastSends}
            tab={tab}
            content={content}
            isWide={isWide}
            commands={commands}
            onSave={onSave}
          />
        </RequestScope>
      ) : (
        <>
          <div className="request-bar">
            <Skeleton height={38} radius="sm" animate={!openError} />
          </div>
          {openError ? (
            <div className="full-page-news" role="alert">
              <p>Your request could not be opened: {openError.message}</p>
              <Button onClick={() => void tab.open()}>Try again</Button>
            </div>
          ) : (
            <>
              <span className="visually-hidden">Opening your request</span>
              <WaitNotices waits={tab.waits} />
            </>
          )}
        </>
      )}
    </div>
  );
});

interface OpenViewProps extends Omit<TabViewProps, 'isActive'> {
  readonly content: TabContent;
}

function OpenView({ tab, content, isWide, commands, onSave }: OpenViewProps) {
  const { request, status } = content;
  const { problem } = useTab(tab);
  const send = useSend({
    first: tab.sendId,
    keep: tab.keepSend,
    draftId: () => tab.draftId,
  });
  const url = useRef<HTMLInputElement>(null);
  const response = useRef<ResponseCommands>(null);

  const focusUrl = () => {
    url.current?.focus();
    url.current?.select();
  };
  const sending = useSending({
    request,
    currentRequest: () => tab.request ?? request,
    uploads: tab.uploads,
    send,
    onUrlMissing: focusUrl,
  });
  // Each time: the tab tells when it is given the focus.
  useEffect(() => {
    if (tab.takeFocus()) url.current?.focus();
  });
  useImperativeHandle(commands, () => ({
    send: sending.trySend,
    cancel: sending.cancel,
    focusUrl,
    saveResponse: () => response.current?.save(),
  }));
  // A conflict has a bar of its own, with what can be done about it.
  const isTold = problem?.code === 'CONFLICT' && status.file !== 'same';

  return (
    <>
      <header className="request-bar">
        <RequestLine
          request={request}
          edit={tab.edit}
          busy={sending.busy}
          cancelling={send.cancelling}
          onSend={sending.trySend}
          onCancel={sending.cancel}
          note={sending.note}
          onMethodProblem={sending.setMethodProblem}
          urlRef={url}
        />
      </header>
      <WaitNotices waits={tab.waits} />
      <FileNews tab={tab} content={content} onSave={() => onSave(tab)} />
      {problem && !isTold && (
        <NotSaved problem={problem} collectionId={status.source?.collectionId} onClose={tab.dismissProblem} />
      )}
      <main className="panes">
        <Splitter
          className="splitter"
          orientation={isWide ? 'horizontal' : 'vertical'}
          lineSize={1}
          handleColor="var(--line)"
          withHandle={false}
          attributes={{ handle: { 'aria-label': 'Room for the request' } }}
        >
          <Splitter.Pane defaultSize={45} min={20}>
            <UploadWatchContext value={sending.watch}>
              <RequestPane request={request} edit={tab.edit} />
            </UploadWatchContext>
          </Splitter.Pane>
          <Splitter.Pane defaultSize={55} min={20}>
            <ResponsePane send={send} commands={response} />
          </Splitter.Pane>
        </Splitter>
      </main>
    </>
  );
}
