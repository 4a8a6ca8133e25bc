import { EventEmitter } from 'node:events';

/** The editing commands of `webContents`, which act where the page's focus is. */
export abstract class EditingContents extends EventEmitter {
  /** @param command a name that Chromium knows */
  protected abstract edit(command: string): void;

  undo(): void {
    this.edit('undo');
  }
  redo(): void {
    this.edit('redo');
  }
  cut(): void {
    this.edit('cut');
  }
  copy(): void {
    this.edit('copy');
  }
  paste(): void {
    this.edit('paste');
  }
  pasteAndMatchStyle(): void {
    this.edit('pasteAndMatchStyle');
  }
  delete(): void {
    this.edit('delete');
  }
  selectAll(): void {
    this.edit('selectAll');
  }
}
