import { exposeElectronTRPC } from 'electron-trpc/preload';

// The one bridge between a window and main: `sendMessage` and `onMessage` on one channel, nothing else.
exposeElectronTRPC();
