import { Tooltip } from '@mantine/core';
import { counted, formatBytes, formatDuration, formatExactBytes } from '../../ui/format.ts';
import type { SendState } from './send-state.ts';

/** The status line: what the server said, how long it took, how much it was. */
export function ResponseFacts({ send }: { readonly send: SendState | null }) {
  const head = send?.head ?? null;
  const done = send?.done ?? null;
  return (
    <div className="response-facts">
      <span
        role="status"
        aria-label="Response status"
        className="status"
        data-class={head ? Math.floor(head.status / 100) : undefined}
      >
        {head && `${head.status} ${head.statusText}`.trim()}
      </span>
      {send?.stage === 'failed' && !head && (
        <span className="fact">{isUnsent(send) ? 'Not sent' : 'No response'}</span>
      )}
      {send?.request && done && (
        <>
          <span className="fact" title="From the start of the send to the last byte">
            {formatDuration(done.elapsedMs)}
          </span>
          {head && <Size wireBytes={done.wireBytes} bodyBytes={done.bodyBytes} />}
        </>
      )}
      {send && send.redirects.length > 0 && (
        <span className="fact" title="Timings lists them">
          {counted(send.redirects.length, 'redirect')}
        </span>
      )}
      {head && (
        <span className="fact fact-minor" title={remoteOf(send)}>
          HTTP/{head.httpVersion}
          {send?.connected?.tls ? ` · ${send.connected.tls}` : ''}
        </span>
      )}
      {send?.connected?.certificateTrusted === false && (
        <span
          className="fact fact-warning"
          title="The certificate was not checked, or did not pass the check"
        >
          certificate not trusted
        </span>
      )}
    </div>
  );
}

/** Whether that is sure: of a send whose events main can't tell, nobody knows what became. */
function isUnsent({ request, done, error }: SendState): boolean {
  return request === null && (done !== null || error?.isNotHandedOver === true);
}

function Size({ wireBytes, bodyBytes }: { readonly wireBytes: number; readonly bodyBytes: number }) {
  if (wireBytes === bodyBytes) {
    return (
      <span className="fact" title={formatExactBytes(bodyBytes)}>
        {formatBytes(bodyBytes)}
      </span>
    );
  }
  return (
    <Tooltip label={`${formatExactBytes(wireBytes)} as sent, ${formatExactBytes(bodyBytes)} decoded`}>
      <span className="fact">
        {formatBytes(bodyBytes)} <span className="fact-minor">({formatBytes(wireBytes)} sent)</span>
      </span>
    </Tooltip>
  );
}

function remoteOf(send: SendState | null): string | undefined {
  const { remoteAddress, remotePort } = send?.connected ?? {};
  return remoteAddress ? `From ${remoteAddress}${remotePort ? ` port ${remotePort}` : ''}` : undefined;
}
