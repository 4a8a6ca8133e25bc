import type { TabContent } from './tab-draft.ts';

/** What a tab is called: by its name, else by where it goes. */
export function titleOf(content: TabContent | null): string {
  if (!content) return 'Opening…';
  const { source } = content.status;
  if (source) return source.name;
  return content.request.url.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, '') || 'New request';
}

/** All there is to say about which request it is, for a tooltip. */
export function fullTitleOf(content: TabContent | null): string {
  if (!content) return titleOf(content);
  const { source } = content.status;
  const path = source ? [...source.above, source.name].join(' / ') : 'Belongs to no collection';
  return `${path}\n${content.request.method} ${content.request.url}`.trimEnd();
}

export type TabMark = 'none' | 'unsaved' | 'unkept' | 'failed' | 'conflict' | 'removed' | 'broken';

/** The one thing about a tab that a person has to know most. */
export function markOf(content: TabContent | null): TabMark {
  if (!content) return 'none';
  const { save, status, isUnsaved } = content;
  if (save.kind === 'failed') return 'failed';
  if (status.file === 'changed') return 'conflict';
  if (status.file !== 'same') return status.file === 'binned' ? 'removed' : status.file;
  if (save.kind === 'saving') return 'unkept';
  return isUnsaved ? 'unsaved' : 'none';
}

export const markWords: Record<Exclude<TabMark, 'none'>, string> = {
  unsaved: 'has unsaved edits',
  unkept: 'the last edit is being kept',
  failed: 'the last edit could not be kept yet',
  conflict: 'its file has changed on disk',
  removed: 'its file was deleted',
  broken: 'its file can’t be read',
};
