import type { Notice, NoticeKind } from '#router/contracts/app.ts';

/** The notices that stand: in one window, or in all of them. Of each kind the newest replaces the one before. */
export class Notices {
  readonly #inAll = new Map<NoticeKind, Notice>();
  readonly #inWindows = new Map<string, Map<NoticeKind, Notice>>();

  /** All that stand in a window. */
  of(windowId: string): Notice[] {
    return [...this.#inAll.values(), ...(this.#inWindows.get(windowId)?.values() ?? [])];
  }

  /** @param windowId left out: in every window, those that open later included. */
  add(notice: Notice, windowId?: string): void {
    if (windowId === undefined) {
      this.#inAll.set(notice.kind, notice);
      return;
    }
    const notices = this.#inWindows.get(windowId) ?? new Map<NoticeKind, Notice>();
    this.#inWindows.set(windowId, notices.set(notice.kind, notice));
  }

  /** Who reads in one window what stands in all has read it in all. */
  dismiss(windowId: string, kind: NoticeKind): void {
    this.#inAll.delete(kind);
    this.#inWindows.get(windowId)?.delete(kind);
  }

  /** A window is gone for good. */
  forgetWindow(windowId: string): void {
    this.#inWindows.delete(windowId);
  }
}
