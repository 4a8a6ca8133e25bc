import { ParleyMark } from '../../ui/parley-mark.tsx';

/** For who opens the browser host's page by an address that lacks the token, or whose token is no longer good. */
export function NoToken({ refused = false }: { readonly refused?: boolean }) {
  return (
    <div className="full-page-news">
      <ParleyMark size={32} />
      <h1>{refused ? 'This address is no longer good' : 'This address is not complete'}</h1>
      <p>Open the whole address that Parley printed when it started, with what stands behind the #.</p>
    </div>
  );
}
