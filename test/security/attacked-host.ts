import { join } from 'node:path';
import { BrowserHost } from '#test/e2e/browser-host.ts';
import { makeTemporaryFolder } from '#test/harness/temporary-folder.ts';

/** The built browser host, in a process of its own. */
export interface AttackedHost extends AsyncDisposable {
  /** Where its data folder, `data`, is. */
  readonly folder: string;
  /** `http://127.0.0.1:PORT/#TOKEN` */
  readonly address: string;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly token: string;
}

/** Starts it on a folder of its own. */
export async function startHost(): Promise<AttackedHost> {
  const folder = await makeTemporaryFolder('security');
  const host = await BrowserHost.start(join(folder.path, 'data'));
  const { origin, hash } = new URL(host.address);
  return {
    folder: folder.path,
    address: host.address,
    origin,
    token: hash.slice(1),
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
