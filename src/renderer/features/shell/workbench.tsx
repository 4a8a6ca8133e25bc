import { ActionIcon, Splitter, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAppWindow, IconLayoutSidebar } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import type { MenuCommand } from '#router/contracts/app.ts';
import { Notice } from '../../ui/notice.tsx';
import { commandKey } from '../../ui/platform.ts';
import { useRem } from '../../ui/use-rem.ts';
import { FileTextDialog } from '../collections/file-text-dialog.tsx';
import { Palette } from '../collections/palette.tsx';
import type { SidebarCommands } from '../collections/sidebar.tsx';
import { unsavedEdits, worstOf } from '../drafts/unsaved-edits.ts';
import { CloseDialog } from '../tabs/close-dialog.tsx';
import { NoTab } from '../tabs/no-tab.tsx';
import type { OpenTab } from '../tabs/open-tab.ts';
import type { OpenTabs } from '../tabs/open-tabs.ts';
import { SaveDialog } from '../tabs/save-dialog.tsx';
import { TabBar } from '../tabs/tab-bar.tsx';
import { useClosing } from '../tabs/use-closing.ts';
import { useFocusOfTabs } from '../tabs/use-focus-of-tabs.ts';
import { useSaving } from '../tabs/use-saving.ts';
import { useMountedTabs, useTab } from '../tabs/use-tabs.ts';
import { WaitNotices } from '../tabs/wait-notices.tsx';
import { UpdateNotice } from '../updates/update-notice.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { MainNotices } from './main-notices.tsx';
import { SidePane, type SideView } from './side-pane.tsx';
import { StatusBar } from './status-bar.tsx';
import { type TabCommands, TabView } from './tab-view.tsx';
import { useLifecycle } from './use-lifecycle.ts';
import { useNewWindow } from './use-new-window.ts';
import { useSavedRequest } from './use-saved-request.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useSidebar } from './use-sidebar.ts';
import { useUnloadQuestion } from './use-unload-question.ts';

/** The room that a request takes with its response beside it. */
const wideFromInRem = 60;

/** The screen: saved requests at the left, the open ones in tabs at the right. */
export function Workbench({ tabs }: { readonly tabs: OpenTabs }) {
  const snapshot = useSyncExternalStore(tabs.subscribe, tabs.snapshot);
  useEffect(() => tabs.run(), [tabs]);
  const { active, problem } = snapshot;
  // What is edited in dialogs, which no tab knows of.
  const unsaved = useSyncExternalStore(unsavedEdits.subscribe, unsavedEdits.snapshot);
  const mounted = useMountedTabs(snapshot.tabs, active);
  const activeItemId = useTab(active).content?.status.source?.itemId ?? null;

  const saving = useSaving();
  const closing = useClosing(tabs, saving.save);
  const sidebar = useSidebar();
  const roomNeeded = (wideFromInRem + (sidebar.isShown ? sidebar.widthInRem : 0)) * useRem();
  const isWide = useMediaQuery(`(min-width: ${roomNeeded}px)`, true, {
    getInitialValueInEffect: false,
  });
  const newWindow = useNewWindow();
  /** For who has asked for it by name, or made it, and goes on in it. */
  const openToEdit = async (itemId: string) => {
    await tabs.openItem(itemId);
    const shown = tabs.snapshot().active;
    if (shown?.snapshot().content?.status.source?.itemId === itemId) shown.giveFocus();
  };
  const making = useSavedRequest((itemId) => void openToEdit(itemId));
  const [isFinding, setFinding] = useState(false);
  const [shownText, setShownText] = useState<string | null>(null);
  const [sideView, setSideView] = useState<SideView>('collections');
  const [isSettingsOpen, setSettingsOpen] = useState(false);
  const commands = useRef<TabCommands>(null);
  const sidebarCommands = useRef<SidebarCommands>(null);
  useFocusOfTabs(snapshot, isFinding || closing.asked !== null || saving.naming !== null);

  const { save: saveTab } = saving;
  const onSave = useCallback((tab: OpenTab) => void saveTab(tab), [saveTab]);
  /** The sidebar is shown for it: what comes of it is told there. */
  const inSidebar = (run: (sidebar: SidebarCommands) => void) => () => {
    flushSync(() => {
      sidebar.show();
      setSideView('collections');
    });
    if (sidebarCommands.current) run(sidebarCommands.current);
  };
  const actions = {
    send: () => commands.current?.send(),
    cancel: () => commands.current?.cancel(),
    focusUrl: () => commands.current?.focusUrl(),
    save: () => {
      if (active) onSave(active);
    },
    saveResponse: () => commands.current?.saveResponse(),
    newRequest: () => tabs.newRequest(),
    newWindow: newWindow.open,
    closeTab: () => {
      if (active) closing.closeTabs([active]);
    },
    reopenTab: () => tabs.reopenClosed(),
    nextTab: () => tabs.step(1),
    previousTab: () => tabs.step(-1),
    moveTabRight: () => {
      if (active) tabs.move(active, snapshot.tabs.indexOf(active) + 1);
    },
    moveTabLeft: () => {
      if (active) tabs.move(active, snapshot.tabs.indexOf(active) - 1);
    },
    palette: () => setFinding(true),
    toggleSidebar: sidebar.toggle,
  };
  const ofMenu: Record<MenuCommand, () => void> = {
    'new-request': actions.newRequest,
    send: actions.send,
    cancel: actions.cancel,
    save: actions.save,
    'save-response': actions.saveResponse,
    'focus-url': actions.focusUrl,
    'close-tab': actions.closeTab,
    'reopen-tab': actions.reopenTab,
    'next-tab': actions.nextTab,
    'previous-tab': actions.previousTab,
    palette: actions.palette,
    'toggle-sidebar': actions.toggleSidebar,
  };
  useShortcuts(actions);
  const { connectionLost, notices, dismissNotice } = useLifecycle({
    onBeforeClose: async () => void (await Promise.all([tabs.flush(), unsavedEdits.settle()])),
    onCommand: (command) => ofMenu[command](),
    onReconnect: () => void tabs.reclaim(),
  });
  const isAnyRefused = snapshot.save.kind === 'failed' || unsaved.kind === 'failed';
  useUnloadQuestion(isAnyRefused || (unsaved.kind === 'saving' && connectionLost));

  return (
    <div className="workbench">
      <h1 className="visually-hidden">Parley</h1>
      {connectionLost && <ConnectionBanner />}
      <Splitter
        className="splitter frame"
        data-sidebar={sidebar.isShown ? 'shown' : 'hidden'}
        lineSize={1}
        handleColor="var(--line)"
        withHandle={false}
        onSizeChange={sidebar.resize}
        attributes={{ handle: { 'aria-label': 'Width of the sidebar' } }}
      >
        <Splitter.Pane defaultSize={`${sidebar.widthInRem}rem`} min="11.25rem" max="35rem">
          {sidebar.isShown && (
            <SidePane
              view={sideView}
              onView={setSideView}
              onOpenPast={(id) => void tabs.openPast(id)}
              activeItemId={activeItemId}
              onOpen={(itemId) => void tabs.openItem(itemId)}
              onOpenText={setShownText}
              onNewRequest={making.make}
              commands={sidebarCommands}
            />
          )}
        </Splitter.Pane>
        <Splitter.Pane defaultSize={100} min={30}>
          <div className="work">
            <div className="tab-row">
              <Tooltip label={`${sidebar.isShown ? 'Hide' : 'Show'} collections (${commandKey} B)`}>
                <ActionIcon
                  className="tab-row-button"
                  aria-label="Collections"
                  aria-pressed={sidebar.isShown}
                  onClick={sidebar.toggle}
                >
                  <IconLayoutSidebar size={16} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
              <TabBar tabs={tabs} snapshot={snapshot} onCloseTabs={closing.closeTabs} />
              <Tooltip label="New window">
                <ActionIcon className="tab-row-button" aria-label="New window" onClick={newWindow.open}>
                  <IconAppWindow size={16} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            </div>
            <MainNotices notices={notices} onDismiss={dismissNotice} />
            <UpdateNotice />
            <WaitNotices waits={tabs.waits} />
            {newWindow.problem && (
              <Notice onClose={newWindow.dismissProblem}>No window was opened: {newWindow.problem}</Notice>
            )}
            {problem && (
              <Notice tone="warning" onClose={tabs.dismissProblem}>
                {problem.message}
              </Notice>
            )}
            {making.problem && (
              <Notice tone="warning" onClose={making.dismissProblem}>
                No request was made: {making.problem}
              </Notice>
            )}
            {mounted.map((tab) => (
              <TabView
                key={tab.key}
                tab={tab}
                isActive={tab === active}
                isWide={isWide}
                commands={tab === active ? commands : null}
                onSave={onSave}
              />
            ))}
            {!active && (
              <NoTab
                canReopen={snapshot.canReopen}
                onNewRequest={actions.newRequest}
                onReopen={actions.reopenTab}
                onFind={actions.palette}
              />
            )}
          </div>
        </Splitter.Pane>
      </Splitter>
      <StatusBar
        save={worstOf([snapshot.save, unsaved])}
        connectionLost={connectionLost}
        isSettingsOpen={isSettingsOpen}
        onSettings={setSettingsOpen}
      />
      <Palette
        opened={isFinding}
        onClose={() => setFinding(false)}
        onOpen={(itemId) => void openToEdit(itemId)}
        commands={[
          { label: 'New request', keys: `${commandKey} Alt N`, run: actions.newRequest },
          { label: 'Send', keys: `${commandKey} Enter`, run: actions.send },
          { label: 'Save request', keys: `${commandKey} S`, run: actions.save },
          { label: 'Save response', keys: `${commandKey} Shift S`, run: actions.saveResponse },
          { label: 'Close tab', keys: 'Alt W', run: actions.closeTab },
          { label: 'Reopen closed tab', keys: 'Alt Shift W', run: actions.reopenTab },
          { label: 'Next tab', keys: 'Alt PageDown', run: actions.nextTab },
          { label: 'Previous tab', keys: 'Alt PageUp', run: actions.previousTab },
          { label: 'Go to URL', keys: `${commandKey} L`, run: actions.focusUrl },
          { label: 'Show or hide collections', keys: `${commandKey} B`, run: actions.toggleSidebar },
          {
            label: 'Show history',
            run: () => {
              sidebar.show();
              setSideView('history');
            },
          },
          { label: 'Open collection…', run: inSidebar((its) => its.openCollection()) },
          { label: 'New collection…', run: inSidebar((its) => its.newCollection()) },
          { label: 'Edit environments…', run: inSidebar((its) => its.editEnvironments()) },
          { label: 'Undo the last change of the tree', run: inSidebar((its) => its.undo()) },
          { label: 'Settings…', run: () => setSettingsOpen(true) },
          { label: 'New window', keys: `${commandKey} Shift N`, run: actions.newWindow },
        ]}
      />
      {shownText !== null && <FileTextDialog itemId={shownText} onClose={() => setShownText(null)} />}
      {closing.asked && (
        <CloseDialog
          key={closing.asked.key}
          tab={closing.asked}
          onSave={closing.saveAsked}
          onDiscard={closing.discardAsked}
          onCancel={closing.cancel}
        />
      )}
      {saving.naming && (
        <SaveDialog
          key={saving.naming.key}
          tab={saving.naming}
          onSaved={() => saving.endNaming(true)}
          onClose={() => saving.endNaming(false)}
        />
      )}
    </div>
  );
}
