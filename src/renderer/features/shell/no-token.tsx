import { ParleyMark } from '../../ui/parley-mark.tsx';

/** For who opens the browser host's page by an address that lacks the token. */
export function NoToken() {
  return (
    <div className="full-page-news">
      <ParleyMark size={32} />
      <h1>This address is not complete</h1>
      <p>Open the whole address that Parley printed when it started, with what stands behind the #.</p>
    </div>
  );
}
