import type { PlaceWords } from '../files/storage-failure.ts';

const fileInTheWay = { problem: 'A file stands where a folder should be', remedy: 'Move that file' };

/** Where the folder of a collection refuses, which is the person's own: see `storageFailure`. */
export const collectionFolder: PlaceWords = {
  forbidden: { problem: 'Parley may not use the file or its folder', remedy: 'Give it access' },
  gone: { problem: 'The file or its folder is gone', remedy: 'Bring it back' },
  fileInTheWay,
  taken: fileInTheWay,
  folderInTheWay: { problem: 'A folder has the file’s name', remedy: 'Rename that folder' },
  special: { problem: 'Something in it is neither a file nor a folder', remedy: 'Take that out' },
  tooLarge: {
    problem: 'The file system there takes no file this large',
    remedy: 'Move the collection to another disk',
  },
  nameTooLong: { problem: 'Its path is longer than the system takes', remedy: 'Choose a shorter name' },
  inUse: { problem: 'Another program is using the file', remedy: 'Close it there' },
};
