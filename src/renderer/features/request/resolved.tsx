import type { RequestPreview } from '#router/contracts/send.ts';
import { Notice } from '../../ui/notice.tsx';
import { HeaderTable } from '../response/header-table.tsx';
import type { Preview } from './use-preview.ts';

/** What would be sent of the request as it is typed: variables filled in, secrets masked. */
export function Resolved({ preview: { preview, problem } }: { readonly preview: Preview }) {
  return (
    <div className="resolved">
      {problem !== null && <Notice tone="warning">What would be sent is not known: {problem}</Notice>}
      {preview ? (
        <PreviewOf preview={preview} />
      ) : (
        problem === null && <p className="pane-hint">One moment…</p>
      )}
    </div>
  );
}

function PreviewOf({
  preview: { method, url, headers, body, auth, problems },
}: {
  readonly preview: RequestPreview;
}) {
  return (
    <>
      {problems.length > 0 && (
        <ul className="resolved-problems" aria-label="Why it can’t be sent">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <p className="resolved-line">
        <strong>{method}</strong> {url === '' ? <em>no URL yet</em> : url}
      </p>
      <section aria-label="Headers that would be sent">
        <h3 className="resolved-title">Headers</h3>
        <HeaderTable headers={headers} none="None beside those that Parley adds to every request." />
      </section>
      <section aria-label="Auth that would be used">
        <h3 className="resolved-title">Auth</h3>
        <p className="resolved-text">{auth}</p>
      </section>
      <section aria-label="Body that would be sent">
        <h3 className="resolved-title">Body</h3>
        {body.kind === 'none' && <p className="resolved-text">None</p>}
        {body.kind === 'described' && <p className="resolved-text">{body.description}</p>}
        {body.kind === 'text' && <pre className="resolved-body">{body.text}</pre>}
      </section>
    </>
  );
}
