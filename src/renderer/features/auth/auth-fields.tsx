import { SegmentedControl } from '@mantine/core';
import type { Auth } from '#router/contracts/auth.ts';
import { AuthField } from './auth-field.tsx';
import './auth.css';

export interface AuthFieldsProps {
  readonly auth: Auth;
  /** Given the change and not its result. */
  readonly onChange: (change: (now: Auth) => Auth) => void;
}

/** What the kind of auth takes that is chosen; nothing for those that take nothing. */
export function AuthFields({ auth, onChange }: AuthFieldsProps) {
  const put = (change: (now: Auth) => Partial<Auth>) => onChange((now) => ({ ...now, ...change(now) }));
  switch (auth.kind) {
    case 'inherit':
    case 'none':
    case 'other':
      return null;
    case 'basic':
      return (
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
      );
    case 'bearer':
      return (
        <div className="auth-fields">
          <AuthField
            label="Token"
            isSecret
            value={auth.bearer.token}
            onChange={(token) => put(() => ({ bearer: { token } }))}
          />
        </div>
      );
    case 'apikey':
      return (
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
      );
  }
}
