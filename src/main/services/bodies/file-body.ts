import type { BodyEngine } from '#body-engine/engine.ts';
import type { BodyHead } from '../http/exchange-types.ts';
import { newId } from '../ids.ts';
import { StoredBody } from './stored-body.ts';

/** A file that a request sends, for a person to look at: it is somebody else's, and stays. */
export class FileBody extends StoredBody {
  /** @param size of the file, in bytes: what is written to it later is not shown */
  static open(path: string, size: number, head: BodyHead, engine: Pick<BodyEngine, 'open'>): FileBody {
    const id = newId();
    const view = engine.open({ id, path, contentType: head.contentType });
    const body = new FileBody({ id, path, head, view });
    body.grown(size, 'complete');
    return body;
  }

  override get storedBytes(): number {
    return 0;
  }

  protected override get ownsFile(): boolean {
    return false;
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }
}
