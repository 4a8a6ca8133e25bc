import { mount } from './mounts.ts';

/** Mounts a real file system of some KiB in memory, which is soon full, or says why that is not to be had here. */
export function mountSmallDisk(kib: number): ReturnType<typeof mount> {
  return mount(['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs']);
}
