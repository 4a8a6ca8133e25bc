export type { Connect } from './connection.ts';
export { IpcClosedError, IpcConnectionError, IpcRefusedError } from './errors.ts';
export { type IpcCallContext, ipcContext, type ManualFlow, readIpcContext } from './flow.ts';
export { type ConnectionState, IpcClient, type IpcClientOptions } from './ipc-client.ts';
export { UnencodableError } from '../protocol/values.ts';
export { ipcLink, type IpcLinkOptions } from './ipc-link.ts';
export {
  type StreamSubscriber,
  subscriptionStream,
  type SubscriptionStreamOptions,
} from './subscription-stream.ts';
