import { createContext, useContext } from 'react';

/** How many uploads are under way: a request that waits for a file is not sent without it. */
export interface UploadCount {
  readonly add: (difference: 1 | -1) => void;
}

export const UploadCountContext = createContext<UploadCount>({ add: () => undefined });

export function useUploadCount(): UploadCount {
  return useContext(UploadCountContext);
}
