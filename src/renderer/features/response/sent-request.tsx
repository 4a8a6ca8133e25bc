import type { SendEventOf } from '#router/contracts/send.ts';
import { HeaderTable } from './header-table.tsx';

/** What went over the wire: variables filled in, secrets masked. */
export function SentRequest({
  request: { method, url, headers },
}: {
  readonly request: SendEventOf<'request'>;
}) {
  return (
    <section className="sent" aria-label="Sent request">
      <p className="sent-line">
        <strong>{method}</strong> {url}
      </p>
      <HeaderTable headers={headers} none="The request had no headers." />
    </section>
  );
}
