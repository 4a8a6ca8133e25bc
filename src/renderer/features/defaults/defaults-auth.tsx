import { useState } from 'react';
import type { Auth } from '#router/contracts/auth.ts';
import type { PlaceDefaults } from '#router/contracts/defaults.ts';
import { KindChooser } from '../../ui/kind-chooser.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AuthFields, type AuthFieldsProps } from '../auth/auth-fields.tsx';
import { kindNames, otherName } from '../auth/kinds.ts';

export interface DefaultsAuthProps extends AuthFieldsProps {
  readonly place: Pick<PlaceDefaults, 'kind' | 'inheritedAuth'>;
}

const own = ['none', 'basic', 'bearer', 'apikey'] as const;

/** The kind whose details the file would have no longer with another one; null where it has none. */
function atStake({ kind, otherType, basic, bearer, apikey }: Auth): string | null {
  switch (kind) {
    case 'inherit':
    case 'none':
      return null;
    case 'other':
      return otherName(otherType);
    case 'basic':
      return basic.username + basic.password === '' ? null : kindNames.basic;
    case 'bearer':
      return bearer.token === '' ? null : kindNames.bearer;
    case 'apikey':
      return apikey.name + apikey.value === '' ? null : kindNames.apikey;
  }
}

/** How requests that inherit their auth prove who sends them. */
export function DefaultsAuth({ place, auth, onChange }: DefaultsAuthProps) {
  const [wanted, setWanted] = useState<Auth['kind'] | null>(null);
  const kinds: Exclude<Auth['kind'], 'other'>[] = place.kind === 'folder' ? ['inherit', ...own] : [...own];
  const data: { value: Auth['kind']; label: string }[] = kinds.map((kind) => ({
    value: kind,
    label: kindNames[kind],
  }));
  if (auth.kind === 'other') data.push({ value: 'other', label: otherName(auth.otherType) });
  const choose = (kind: Auth['kind']) => {
    setWanted(null);
    onChange((now) => ({ ...now, kind }));
  };
  const other = otherName(auth.otherType);
  const lost = atStake(auth);

  return (
    <div className="auth">
      <KindChooser
        label="Kind of auth"
        kinds={data}
        value={auth.kind}
        // The file has one kind alone, and is saved at once: a look at another kind must not take it out.
        onChange={(kind) => (lost !== null && kind !== auth.kind ? setWanted(kind) : choose(kind))}
      />
      {lost !== null && wanted !== null && (
        <Notice
          tone="warning"
          action={{ label: `Replace ${lost}`, onClick: () => choose(wanted) }}
          onClose={() => setWanted(null)}
        >
          The file has the details of {lost}. They will be deleted from it.
        </Notice>
      )}
      {auth.kind === 'other' && (
        <p className="pane-hint">{other} — kept as it is, Parley can’t send it yet.</p>
      )}
      {auth.kind === 'inherit' && (
        <p className="pane-hint" role="status">
          As above: {place.inheritedAuth}.
        </p>
      )}
      {auth.kind === 'none' && <p className="pane-hint">Requests that inherit are sent without auth.</p>}
      <AuthFields auth={auth} onChange={onChange} />
    </div>
  );
}
