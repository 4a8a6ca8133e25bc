import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef, useState } from 'react';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { commandKey } from '../../../ui/platform.ts';
import type { CopyFormat } from './copy-range.ts';
import { CopyStatus } from './copy-status.tsx';
import { GoToBar } from './go-to-bar.tsx';
import { parseOffset } from './go-to.ts';
import { HexPane } from './hex-pane.ts';
import { byteRange } from './hex-rows.ts';
import { NotRead } from './not-read.tsx';
import type { TextSource } from './text-source.ts';
import { useCopy } from './use-copy.ts';
import { ViewMenu } from './view-menu.tsx';

export interface HexViewCommands {
  readonly askWhereTo: () => void;
}

export interface HexViewProps {
  /** The accessible name. */
  readonly label: string;
  readonly source: TextSource;
  readonly facts: Pick<BodyFacts, 'size' | 'encoding'>;
  /** Saves the whole body; left out where that is not possible now. */
  readonly onSave?: (() => void) | undefined;
  readonly ref?: Ref<HexViewCommands>;
}

/** A body's bytes, sixteen a row, of which the window holds those that are looked at. */
export function HexView({ label, source, facts, onSave, ref }: HexViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const pane = useRef<HexPane | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const copying = useCopy(source, (cause) => toMainProcessError(cause).message);

  const copy = (format: CopyFormat) => {
    const selection = pane.current?.selection;
    if (selection) copying.copy({ format, range: () => Promise.resolve(byteRange(selection)) });
  };
  const copyHex = () => copy({ as: 'hex' });
  const currentSize = useEffectEvent(() => facts.size);
  const onCommand = useEffectEvent((command: 'copy' | 'goTo') => {
    if (command === 'copy') copyHex();
    else setAsking(true);
  });

  useEffect(() => {
    if (!host.current) return;
    const opened = new HexPane(host.current, {
      source,
      onCommand: (command) => onCommand(command),
      onMenu: (x, y) => setMenu({ x, y }),
      onFailure: (cause) => setProblem(toMainProcessError(cause).message),
    });
    opened.setSize(currentSize());
    pane.current = opened;
    return () => {
      pane.current = null;
      opened[Symbol.dispose]();
    };
  }, [source]);

  useEffect(() => {
    pane.current?.setSize(facts.size);
  }, [facts.size]);

  const goTo = (text: string): string | null => {
    const offset = parseOffset(text);
    if (offset === null) return 'An offset such as 1048576 or 0x100000';
    pane.current?.goTo(offset);
    return null;
  };
  useImperativeHandle(ref, () => ({ askWhereTo: () => setAsking(true) }));

  return (
    <div className="body-viewer">
      {isAsking && (
        <GoToBar
          label="Go to offset"
          placeholder="1048576 or 0x100000"
          onGo={goTo}
          onClose={() => {
            setAsking(false);
            pane.current?.focus();
          }}
        />
      )}
      <div
        ref={host}
        className="rows-host hex-host"
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-readonly="true"
      />
      <ViewMenu
        at={menu}
        onClose={() => setMenu(null)}
        items={[
          { label: 'Copy as hex', keys: `${commandKey} C`, onClick: copyHex },
          {
            label: 'Copy as text',
            onClick: () => copy({ as: 'text', encoding: facts.encoding.label }),
          },
          { label: 'Select all', keys: `${commandKey} A`, onClick: () => pane.current?.selectAll() },
          {
            label: 'Go to offset',
            keys: `${commandKey} G`, // The menu first gives the focus back to what had it.
            onClick: () => setTimeout(() => setAsking(true)),
          },
        ]}
      />
      <CopyStatus copying={copying} onSave={onSave} />
      <NotRead
        what="The body"
        problem={problem}
        onRetry={() => {
          setProblem(null);
          pane.current?.retry();
        }}
      />
    </div>
  );
}
