import { createContext, useContext } from 'react';

/** Is told of uploads, so that a request that needs a file waits for it. */
export interface UploadWatch {
  /** @param upload resolves when the upload has ended, with whether main has the file; never rejects. */
  readonly add: (upload: Promise<boolean>) => void;
}

export const UploadWatchContext = createContext<UploadWatch>({ add: () => undefined });

export function useUploadWatch(): UploadWatch {
  return useContext(UploadWatchContext);
}
