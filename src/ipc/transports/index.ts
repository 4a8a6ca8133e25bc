export {
  type ElectronEvent,
  type ElectronFrame,
  type ElectronIpcMain,
  type ElectronSender,
  type ElectronTransportOptions,
  type ElectronWebContents,
  listenElectron,
} from './electron-main.ts';
export { connectElectron, type ElectronConnectOptions, type ElectronTRPCBridge } from './electron-window.ts';
export type { BytesFrame, Frame, Pipe, PipeReceiver } from '../protocol/pipe.ts';
export { createMemoryPipe } from './memory.ts';
export { type MessagePortLike, messagePortPipe } from './message-port.ts';
export { PipeBase, type PipeSource } from './pipe-base.ts';
export { type ClientSocket, connectWebSocket, type WebSocketConnectOptions } from './web-socket.ts';
export { type ServerSocket, webSocketPipe, type WebSocketPipeOptions } from './web-socket-server.ts';
