import type { StoredFile } from '#router/contracts/request.ts';

/** How the files that a request's body consists of are named: by path in its YAML, by id in what is edited. */
export interface FileNames {
  /** The file at a path as the YAML has it. The same path gives the same id each time. `contentType` is '' where it has none. */
  stored(path: string, contentType: string): StoredFile;
  /** What the YAML is to say; undefined where the file can't be named there. */
  pathOf(file: StoredFile): string | undefined;
}
