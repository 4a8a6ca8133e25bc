import { Kbd, Tabs } from '@mantine/core';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { formatBytes } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { ParleyMark } from '../../ui/parley-mark.tsx';
import { commandKey } from '../../ui/platform.ts';
import { TabLabel } from '../../ui/tab-label.tsx';
import { HeaderTable } from './header-table.tsx';
import { HeldBody } from './held-body.tsx';
import { ResponseFacts } from './response-facts.tsx';
import { SaveButton } from './save-button.tsx';
import { SaveProgress } from './save-progress.tsx';
import { SendError } from './send-error.tsx';
import { SendProgress } from './send-progress.tsx';
import { SentRequest } from './sent-request.tsx';
import { isRunning, type SendState } from './send-state.ts';
import { Timings } from './timings.tsx';
import type { Send } from './use-send.ts';
import { useSaveBody } from './use-save-body.ts';
import { BodyView } from './viewer/body-view.tsx';

/** What the menu can ask of the response. */
export interface ResponseCommands {
  readonly save: () => void;
}

export interface ResponsePaneProps {
  readonly send: Send;
  readonly commands: Ref<ResponseCommands>;
}

/** The response, from the first byte on its way to the last: what is there is shown, what is missing is told. */
export function ResponsePane({ send, commands }: ResponsePaneProps) {
  const { state } = send;
  const saving = useSaveBody();
  const running = isRunning(state);
  const bodyId = state?.head?.bodyId ?? null;
  const canSave = bodyId !== null && !running;
  const save = () => {
    if (bodyId !== null && canSave) saving.save(bodyId, 'decoded');
  };
  useImperativeHandle(commands, () => ({ save }));
  const pane = useRef<HTMLElement>(null);
  // Where the text is large or the window small, the tab scrolls.
  useEffect(() => {
    if (running) pane.current?.scrollIntoView({ block: 'nearest' });
  }, [running]);

  return (
    <section ref={pane} className="pane" aria-label="Response">
      <div className="pane-bar response-bar" data-empty={state === null || undefined}>
        <ResponseFacts send={state} />
        {bodyId !== null && (
          <SaveButton
            bodyId={bodyId}
            canSave={canSave}
            isSaving={saving.isSaving}
            onSave={(form) => saving.save(bodyId, form)}
          />
        )}
      </div>
      {saving.progress && <SaveProgress progress={saving.progress} onCancel={saving.cancel} />}
      {saving.news && (
        <Notice tone={saving.news.tone} onClose={saving.dismiss}>
          {saving.news.text}
        </Notice>
      )}
      {send.forgotten && (
        <Notice onClose={send.dismissForgotten}>
          The last response is no longer there. Send again to get it.
        </Notice>
      )}
      {send.cancelError && (
        <Notice tone="warning">The request could not be cancelled: {send.cancelError.message}</Notice>
      )}
      {state && (running || state.stage === 'resuming') && <SendProgress send={state} />}
      {state?.held && <HeldBody id={state.id} held={state.held} />}
      {state?.error && (
        <SendError
          error={state.error}
          arrivedBytes={state.head && state.bodyBytes > 0 ? state.bodyBytes : null}
        />
      )}
      {state?.stage === 'cancelled' && <Notice>Cancelled. {whatWas(state)}</Notice>}
      {state?.head ? (
        <Tabs defaultValue="body" className="pane-tabs" keepMounted>
          <Tabs.List className="pane-bar">
            <Tabs.Tab value="body">
              <TabLabel>Body</TabLabel>
            </Tabs.Tab>
            <Tabs.Tab value="headers">
              <TabLabel count={state.head.headers.length}>Headers</TabLabel>
            </Tabs.Tab>
            <Tabs.Tab value="timings">
              <TabLabel>Timings</TabLabel>
            </Tabs.Tab>
            {state.request && (
              <Tabs.Tab value="sent">
                <TabLabel>Sent</TabLabel>
              </Tabs.Tab>
            )}
          </Tabs.List>
          <Tabs.Panel value="body" className="pane-panel pane-panel-flush">
            <BodyView
              key={state.head.bodyId}
              bodyId={state.head.bodyId}
              previousBodyId={send.previousBodyId}
              onSave={canSave ? save : undefined}
            />
          </Tabs.Panel>
          <Tabs.Panel value="headers" className="pane-panel">
            <HeaderTable headers={state.head.headers} />
            {state.trailers.length > 0 && (
              <section aria-label="Trailers">
                <h3 className="trailers-title" title="Fields that came behind the body">
                  Trailers
                </h3>
                <HeaderTable headers={state.trailers} />
              </section>
            )}
          </Tabs.Panel>
          <Tabs.Panel value="timings" className="pane-panel">
            <Timings send={state} />
          </Tabs.Panel>
          {state.request && (
            <Tabs.Panel value="sent" className="pane-panel">
              <SentRequest request={state.request} />
            </Tabs.Panel>
          )}
        </Tabs>
      ) : (
        <>
          {state === null && <NoResponse />}
          {state?.done && state.request && (
            <div className="pane-panel">
              <Timings send={state} />
              <SentRequest request={state.request} />
            </div>
          )}
        </>
      )}
    </section>
  );
}

/** What there was of an exchange that was cancelled. */
function whatWas({ head, bodyBytes, done }: SendState): string {
  if (head) return `Incomplete: ${formatBytes(bodyBytes)} had arrived.`;
  // Main tells the end of what it had.
  return done ? 'Nothing of a response had arrived.' : 'Nothing was sent.';
}

function NoResponse() {
  return (
    <div className="no-response">
      <ParleyMark size={40} />
      <p>Type a URL and press Send. The response will be here.</p>
      <dl className="keys">
        <div>
          <dt>Send from anywhere</dt>
          <dd>
            <Kbd>{commandKey}</Kbd> <Kbd>Enter</Kbd>
          </dd>
        </div>
        <div>
          <dt>Cancel</dt>
          <dd>
            <Kbd>Esc</Kbd>
          </dd>
        </div>
        <div>
          <dt>Go to the URL</dt>
          <dd>
            <Kbd>{commandKey}</Kbd> <Kbd>L</Kbd>
          </dd>
        </div>
      </dl>
    </div>
  );
}
