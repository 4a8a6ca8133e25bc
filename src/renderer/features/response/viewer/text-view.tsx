import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef, useState } from 'react';
import type { BodyFacts, PlaceInput } from '#router/contracts/body-view.ts';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { commandKey } from '../../../ui/platform.ts';
import { CopyStatus } from './copy-status.tsx';
import { GoToBar } from './go-to-bar.tsx';
import { parseGoTo } from './go-to.ts';
import { NotRead } from './not-read.tsx';
import { type Highlights, type TextLook, TextPane } from './text-pane.ts';
import { boundsOf, isEmpty, type TextSelection } from './text-selection.ts';
import type { TextSource } from './text-source.ts';
import { useCopy } from './use-copy.ts';
import { ViewMenu } from './view-menu.tsx';

/** What can be asked of a text that is shown. */
export interface TextViewCommands {
  /** Selects something and scrolls to it. */
  readonly select: (selection: TextSelection) => void;
  /** Puts the caret there, and the keys. */
  readonly goTo: (at: PlaceInput['at']) => void;
  readonly askWhereTo: () => void;
  readonly focus: () => void;
}

export interface TextViewProps {
  /** The accessible name. */
  readonly label: string;
  readonly source: TextSource;
  readonly facts: BodyFacts;
  readonly wrap: boolean;
  /** Keeps the end in view while more arrives. */
  readonly follow: boolean;
  /** Somebody scrolled away from the end. */
  readonly onLeaveEnd: () => void;
  /** What a search has found. */
  readonly highlights?: Highlights;
  /** Saves the whole body; left out where that is not possible now. */
  readonly onSave?: (() => void) | undefined;
  readonly ref?: Ref<TextViewCommands>;
}

const noHighlights: Highlights = () => [];

/** A text of any size with line numbers, of which the window holds what is looked at. */
export function TextView({
  label,
  source,
  facts,
  wrap,
  follow,
  onLeaveEnd,
  highlights = noHighlights,
  onSave,
  ref,
}: TextViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const pane = useRef<TextPane | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const copying = useCopy(source, (cause) => toMainProcessError(cause).message);

  const look: TextLook = {
    rows: facts.rows,
    lines: facts.lines,
    indexedBytes: facts.indexedBytes,
    longestLineBytes: facts.longestLine.bytes,
    kind: facts.kind,
    wrap,
    follow,
    highlights,
  };
  const currentLook = useEffectEvent(() => look);
  const leaveEnd = useEffectEvent(onLeaveEnd);
  const copy = () => {
    if (!pane.current || isEmpty(pane.current.selection)) return;
    const { start, end } = boundsOf(pane.current.selection);
    copying.copy({
      format: { as: 'text', encoding: facts.encoding.label },
      range: async ({ signal }) => {
        const [from, to] = await Promise.all([source.place(start, signal), source.place(end, signal)]);
        return { start: from.offset, end: to.offset };
      },
    });
  };
  const onCommand = useEffectEvent((command: 'copy' | 'goTo') => {
    if (command === 'copy') copy();
    else setAsking(true);
  });

  useEffect(() => {
    if (!host.current) return;
    const opened = new TextPane(
      host.current,
      {
        source,
        onCommand: (command) => onCommand(command),
        onMenu: (x, y) => setMenu({ x, y }),
        onFailure: (cause) => setProblem(toMainProcessError(cause).message),
        onLeaveEnd: () => leaveEnd(),
      },
      currentLook(),
    );
    pane.current = opened;
    return () => {
      pane.current = null;
      opened[Symbol.dispose]();
    };
  }, [source]);

  const { rows, lines, indexedBytes, longestLineBytes, kind } = look;
  useEffect(() => {
    pane.current?.update({ rows, lines, indexedBytes, longestLineBytes, kind, wrap, follow, highlights });
  }, [rows, lines, indexedBytes, longestLineBytes, kind, wrap, follow, highlights]);

  const goTo = (text: string): string | null => {
    const at = parseGoTo(text);
    if (at === null) return 'A line such as 120, or an offset such as @1048576';
    void pane.current?.goTo(at);
    return null;
  };
  useImperativeHandle(ref, () => ({
    select: (selection) => pane.current?.select(selection),
    goTo: (at) => void pane.current?.goTo(at),
    askWhereTo: () => setAsking(true),
    focus: () => pane.current?.focus(),
  }));

  return (
    <div className="body-viewer">
      {isAsking && (
        <GoToBar
          label="Go to line or offset"
          placeholder="120 or @1048576"
          onGo={goTo}
          onClose={() => {
            setAsking(false);
            pane.current?.focus();
          }}
        />
      )}
      <div
        ref={host}
        className="rows-host"
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-readonly="true"
        aria-multiselectable="true"
        aria-busy={facts.state === 'arriving'}
      />
      <ViewMenu
        at={menu}
        onClose={() => setMenu(null)}
        items={[
          { label: 'Copy', keys: `${commandKey} C`, onClick: copy },
          { label: 'Select all', keys: `${commandKey} A`, onClick: () => pane.current?.selectAll() },
          {
            label: 'Go to line or offset',
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
