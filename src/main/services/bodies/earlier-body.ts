import { join } from 'node:path';
import type { BodyEngine } from '#body-engine/engine.ts';
import type { BodyInfo } from '#router/contracts/body.ts';
import { StoredBody } from './stored-body.ts';

/** A body that an earlier run received. What was sent where a content coding was undone is not kept over a restart. */
export class EarlierBody extends StoredBody {
  /** @param info as it was by the end of that run. Its file is there. */
  static reopen(folder: string, info: BodyInfo, engine: Pick<BodyEngine, 'open'>): EarlierBody {
    const { id, contentType, fileName, size, state } = info;
    const path = join(folder, id);
    const body = new EarlierBody({
      id,
      path,
      head: { contentType, fileName },
      view: engine.open({ id, path, contentType }),
    });
    body.grown(size, state === 'arriving' ? 'incomplete' : state);
    return body;
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }
}
