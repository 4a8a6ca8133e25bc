import { counted, formatDuration } from '../../ui/format.ts';
import type { SendState } from './send-state.ts';
import { layOutWaterfall, phaseLabels } from './waterfall.ts';

/** Where the time went: a waterfall of the phases, hop by hop, with the redirects between them. */
export function Timings({ send }: { readonly send: SendState }) {
  const hops = send.done ? layOutWaterfall(send.done.phases, send.done.elapsedMs) : [];
  return (
    <div className="timings">
      {!send.done && <p className="pane-hint">Timings are told when the exchange is complete.</p>}
      {send.done && hops.length === 0 && <p className="pane-hint">No timings were taken.</p>}
      {hops.map(({ hop, bars }) => (
        <section key={hop} className="hop" aria-label={`Timings of request ${hop + 1}`}>
          {(hops.length > 1 || send.redirects.length > 0) && (
            <h3 className="hop-url">{urlOfHop(send, hop)}</h3>
          )}
          <ol className="waterfall">
            {bars.map((bar, index) => (
              // A phase can come twice in one hop, after a connection that was given up.
              <li key={`${bar.name}-${index}`}>
                <span className="waterfall-name">{phaseLabels[bar.name]}</span>
                <span className="waterfall-track">
                  <span
                    className="waterfall-bar"
                    data-phase={bar.name}
                    style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
                  />
                </span>
                <span className="waterfall-time">{formatDuration(bar.durationMs)}</span>
              </li>
            ))}
          </ol>
        </section>
      ))}
      {send.redirects.length > 0 && (
        <section className="hop" aria-label="Redirects">
          <h3>{counted(send.redirects.length, 'redirect')} followed</h3>
          <ol className="redirects">
            {send.redirects.map((redirect, index) => (
              <li key={`${index} ${redirect.to}`}>
                <span className="redirect-status">{redirect.status}</span>
                <span className="redirect-to">
                  {redirect.method} {redirect.to}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
      {send.done && (
        <p className="timings-total">
          Total <strong>{formatDuration(send.done.elapsedMs)}</strong>
        </p>
      )}
    </div>
  );
}

function urlOfHop({ redirects, connected }: SendState, hop: number): string {
  return redirects[hop]?.from ?? redirects[hop - 1]?.to ?? connected?.url ?? '';
}
