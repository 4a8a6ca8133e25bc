import type { SplitterPaneSize } from '@mantine/hooks';
import { useState } from 'react';

/** For all windows, and the next start. */
const sidebarKey = 'parley.sidebar';

interface SidebarState {
  readonly isShown: boolean;
  /** Of its pane, in pixels of a rem of 16: it grows with the text that is in it. */
  readonly width: number;
}

const remInPixels = 16;

const atFirst: SidebarState = { isShown: true, width: 250 };

/** Whether the sidebar is shown, and how wide it is: as the person left it last, in whichever window. */
export function useSidebar() {
  const [state, setState] = useState(remembered);
  const change = (next: SidebarState) => {
    remember(next);
    setState(next);
  };
  return {
    isShown: state.isShown,
    widthInRem: state.width / remInPixels,
    show: () => change({ ...state, isShown: true }),
    toggle: () => change({ ...state, isShown: !state.isShown }),
    /** Takes the sizes of the splitter's panes, of which the sidebar is the first, in rem. */
    resize: ([size]: SplitterPaneSize[]) => {
      const width = Math.round(Number.parseFloat(String(size)) * remInPixels);
      if (Number.isFinite(width)) change({ ...state, width });
    },
  };
}

function remembered(): SidebarState {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(sidebarKey) ?? 'null');
    if (typeof value !== 'object' || value === null) return atFirst;
    const { isShown, width } = { isShown: null, width: null, ...value };
    return {
      isShown: typeof isShown === 'boolean' ? isShown : atFirst.isShown,
      width: typeof width === 'number' && width > 0 ? width : atFirst.width,
    };
  } catch (error) {
    console.warn('How the sidebar stood could not be read.', error);
    return atFirst;
  }
}

function remember(state: SidebarState): void {
  try {
    localStorage.setItem(sidebarKey, JSON.stringify(state));
  } catch (error) {
    console.warn('The window could not keep how the sidebar stands.', error);
  }
}
