import { SegmentedControl } from '@mantine/core';
import type { Auth } from '#router/contracts/auth.ts';
import { type RequestFormProps, withAuth } from '../request/request-editing.ts';
import type { Preview } from '../request/use-preview.ts';
import { AuthField } from './auth-field.tsx';
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
  const put = (change: (now: Auth) => Partial<Auth>) => edit((now) => withAuth(now, change(now.auth)));

  return (
    <div className="auth">
      <SegmentedControl
        className="body-kinds"
        size="xs"
        withItemsBorders={false}
        aria-label="Kind of auth"
        data={kinds}
        value={auth.kind}
        onChange={(kind) => put(() => ({ kind }))}
      />
      {auth.kind === 'none' && <p className="pane-hint">This request is sent without auth.</p>}
      {auth.kind === 'inherit' && (
        <p className="pane-hint" role="status">
          {inheritedWords(inherited)}
        </p>
      )}
      {auth.kind === 'other' && (
        <p className="pane-hint">
          {otherName(auth.otherType)} — kept as it is, Parley can’t send it yet.
        </p>
      )}
      {auth.kind === 'basic' && (
        <div className="auth-fields">
          <AuthField
            label="User name"
            value={auth.basic.username}
            onChange={(username) => put(({ basic }) => ({ basic: { ...basic, username } }))}
          />
          <AuthField
            label="Password"
            isSecret
            value={auth.basic.password}
            onChange={(password) => put(({ basic }) => ({ basic: { ...basic, password } }))}
          />
        </div>
      )}
      {auth.kind === 'bearer' && (
        <div className="auth-fields">
          <AuthField
            label="Token"
            isSecret
            value={auth.bearer.token}
            onChange={(token) => put(() => ({ bearer: { token } }))}
          />
        </div>
      )}
      {auth.kind === 'apikey' && (
        <div className="auth-fields">
          <AuthField
            label="Key name"
            value={auth.apikey.name}
            onChange={(name) => put(({ apikey }) => ({ apikey: { ...apikey, name } }))}
          />
          <AuthField
            label="Key"
            isSecret
            value={auth.apikey.value}
            onChange={(value) => put(({ apikey }) => ({ apikey: { ...apikey, value } }))}
          />
          <SegmentedControl
            className="auth-placement"
            size="xs"
            aria-label="Where the key is sent"
            data={[
              { value: 'header', label: 'In a header' },
              { value: 'query', label: 'In the query' },
            ]}
            value={auth.apikey.placement}
            onChange={(placement) => put(({ apikey }) => ({ apikey: { ...apikey, placement } }))}
          />
        </div>
      )}
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
