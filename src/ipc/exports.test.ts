import { expect, it } from 'vitest';
import * as client from './client/index.ts';
import * as server from './server/index.ts';
import * as transports from './transports/index.ts';

it('exports what its users need, and nothing by accident', () => {
  expect(Object.keys(client).toSorted()).toEqual([
    'IpcClient',
    'IpcClosedError',
    'IpcConnectionError',
    'IpcRefusedError',
    'UnencodableError',
    'ipcContext',
    'ipcLink',
    'readIpcContext',
    'subscriptionStream',
  ]);
  expect(Object.keys(server)).toEqual(['serve']);
  expect(Object.keys(transports).toSorted()).toEqual([
    'PipeBase',
    'connectElectron',
    'connectWebSocket',
    'createMemoryPipe',
    'listenElectron',
    'messagePortPipe',
    'webSocketPipe',
  ]);
});
