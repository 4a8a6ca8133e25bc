import type { Auth } from '#router/contracts/auth.ts';
import { KindChooser } from '../../ui/kind-chooser.tsx';
import type { RequestFormProps } from '../request/request-editing.ts';
import type { Preview } from '../request/use-preview.ts';
import { AuthFields } from './auth-fields.tsx';
import { kindNames, otherName } from './kinds.ts';
import './auth.css';

export interface AuthFormProps extends RequestFormProps {
  /** What is inherited, while the request does; null while it does not. */
  readonly inherited: Preview | null;
}

/** How the request proves who sends it. Each kind keeps what was put into it while another is chosen. */
export function AuthForm({ request: { auth }, edit, inherited }: AuthFormProps) {
  const kinds: { value: Auth['kind']; label: string }[] = [
    { value: 'inherit', label: kindNames.inherit },
    { value: 'none', label: kindNames.none },
    { value: 'basic', label: kindNames.basic },
    { value: 'bearer', label: kindNames.bearer },
    { value: 'apikey', label: kindNames.apikey },
  ];
  if (auth.kind === 'other' || auth.otherType !== '')
    kinds.push({ value: 'other', label: otherName(auth.otherType) });
  const change = (apply: (now: Auth) => Auth) => edit((now) => ({ ...now, auth: apply(now.auth) }));

  return (
    <div className="auth">
      <KindChooser
        label="Kind of auth"
        kinds={kinds}
        value={auth.kind}
        onChange={(kind) => change((now) => ({ ...now, kind }))}
      />
      {auth.kind === 'none' && <p className="pane-hint">This request is sent without auth.</p>}
      {auth.kind === 'inherit' && (
        <p className="pane-hint" role="status">
          {inheritedWords(inherited)}
        </p>
      )}
      {auth.kind === 'other' && (
        <p className="pane-hint">{otherName(auth.otherType)} — kept as it is, Parley can’t send it yet.</p>
      )}
      <AuthFields auth={auth} onChange={change} />
    </div>
  );
}

function inheritedWords(inherited: Preview | null): string {
  if (inherited?.problem) return `What is inherited is not known: ${inherited.problem}`;
  if (!inherited?.preview) return 'As the folder or the collection says.';
  const { auth } = inherited.preview;
  return auth === 'None'
    ? 'No folder above this request and no collection has auth: it is sent without.'
    : `Inherited: ${auth}.`;
}
