import { IconPlugConnectedX } from '@tabler/icons-react';

/** Stands at the top for as long as main can't be reached. */
export function ConnectionBanner() {
  return (
    <div className="connection-banner" role="status">
      <IconPlugConnectedX size={16} stroke={1.7} aria-hidden="true" />
      Connection to Parley lost. Trying again…
    </div>
  );
}
