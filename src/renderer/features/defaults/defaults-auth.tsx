import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Auth } from '#router/contracts/auth.ts';
import type { PlaceDefaults } from '#router/contracts/defaults.ts';
import { Notice } from '../../ui/notice.tsx';
import { AuthFields, type AuthFieldsProps } from '../auth/auth-fields.tsx';
import { kindNames, otherName } from '../auth/kinds.ts';

export interface DefaultsAuthProps extends AuthFieldsProps {
  readonly place: Pick<PlaceDefaults, 'kind' | 'inheritedAuth'>;
}

const own = ['none', 'basic', 'bearer', 'apikey'] as const;

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

  return (
    <div className="auth">
      <SegmentedControl
        className="body-kinds"
        size="xs"
        withItemsBorders={false}
        aria-label="Kind of auth"
        data={data}
        value={auth.kind}
        // The file alone has the details of a kind that Parley can't edit: they would be gone at once.
        onChange={(kind) => (auth.kind === 'other' && kind !== 'other' ? setWanted(kind) : choose(kind))}
      />
      {auth.kind === 'other' && wanted !== null && (
        <Notice
          tone="warning"
          action={{ label: `Replace ${other}`, onClick: () => choose(wanted) }}
          onClose={() => setWanted(null)}
        >
          The file has the details of {other}. They will be deleted from it.
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
