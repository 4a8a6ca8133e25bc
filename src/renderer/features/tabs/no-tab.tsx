import { Button, Kbd } from '@mantine/core';
import { commandKey } from '../../ui/platform.ts';
import { ParleyMark } from '../../ui/parley-mark.tsx';

export interface NoTabProps {
  readonly canReopen: boolean;
  readonly onNewRequest: () => void;
  readonly onReopen: () => void;
  readonly onFind: () => void;
}

/** What stands where no tab is open. */
export function NoTab({ canReopen, onNewRequest, onReopen, onFind }: NoTabProps) {
  return (
    <main className="no-tab">
      <ParleyMark size={40} />
      <p>Nothing is open. Choose a saved request at the left, or begin a new one.</p>
      <Button.Group>
        <Button onClick={onNewRequest}>New request</Button>
        <Button variant="default" onClick={onFind}>
          Find a request…
        </Button>
        {canReopen && (
          <Button variant="default" onClick={onReopen}>
            Reopen closed tab
          </Button>
        )}
      </Button.Group>
      <dl className="keys">
        <div>
          <dt>New request</dt>
          <dd>
            <Kbd>{commandKey}</Kbd> <Kbd>Alt</Kbd> <Kbd>N</Kbd>
          </dd>
        </div>
        <div>
          <dt>Find requests and commands</dt>
          <dd>
            <Kbd>{commandKey}</Kbd> <Kbd>K</Kbd>
          </dd>
        </div>
        <div>
          <dt>Show or hide collections</dt>
          <dd>
            <Kbd>{commandKey}</Kbd> <Kbd>B</Kbd>
          </dd>
        </div>
      </dl>
    </main>
  );
}
