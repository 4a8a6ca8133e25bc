import { Button, CopyButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { FailurePhase } from '#router/contracts/failure.ts';
import type { MainProcessError } from '../../trpc/main-process-error.ts';
import { formatBytes } from '../../ui/format.ts';

const phaseNames: Record<FailurePhase, string> = {
  request: 'Request',
  dns: 'Name lookup',
  proxy: 'Proxy',
  connect: 'Connection',
  tls: 'TLS handshake',
  send: 'Sending',
  response: 'Response',
  redirect: 'Redirect',
  decode: 'Decoding',
  store: 'Writing to disk',
};

export interface SendErrorProps {
  readonly error: MainProcessError;
  /** Bytes of the body that had arrived; null where there was no response yet. */
  readonly arrivedBytes: number | null;
}

/** Why there is no response, or not all of one: main's plain words, with the facts beside them. */
export function SendError({ error, arrivedBytes }: SendErrorProps) {
  const { phase, host, port, errno, header, file } = error.details ?? {};
  const facts = [
    ['Phase', phase && phaseNames[phase]],
    ['Host', host && (port === undefined ? host : `${host}:${port}`)],
    ['Code', errno],
    ['Header', header],
    ['File', file],
  ].filter(([, value]) => value);
  return (
    <div className="send-error" role="alert">
      <IconAlertTriangle size={18} stroke={1.7} aria-hidden="true" />
      <div className="send-error-text">
        <p>{error.message}</p>
        {(facts.length > 0 || error.logId) && (
          <dl className="facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
            {error.logId && (
              <div>
                <dt>Log</dt>
                <dd>
                  {error.logId}
                  <CopyButton value={error.logId}>
                    {({ copied, copy }) => (
                      <Button variant="subtle" color="gray" size="compact-xs" onClick={copy}>
                        {copied ? 'Copied' : 'Copy'}
                      </Button>
                    )}
                  </CopyButton>
                </dd>
              </div>
            )}
          </dl>
        )}
        {arrivedBytes !== null && (
          <p className="incomplete">Incomplete: {formatBytes(arrivedBytes)} had arrived</p>
        )}
      </div>
    </div>
  );
}
