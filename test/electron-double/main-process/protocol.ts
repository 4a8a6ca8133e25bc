import type * as Electron from 'electron';
import { makeLoud } from './loud.ts';
import { state } from './process-state.ts';
import type { ProtocolHandler } from './scheme-server.ts';

export class Protocol
  implements
    Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'>
{
  /** @throws once the app is ready, and for a scheme that is not to be `standard`. */
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    if (state.isReady) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    }
    for (const { scheme, privileges } of schemes) {
      if (!privileges?.standard || !privileges.secure) {
        throw new Error(
          `The Electron double serves standard, secure schemes only, and '${scheme}' is not one`,
        );
      }
      state.schemes.add(scheme);
    }
  }

  /** @throws for a scheme that has a handler, or that was not registered as privileged. */
  handle(scheme: string, handler: ProtocolHandler): void {
    if (state.protocolHandlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    if (!state.schemes.has(scheme)) {
      throw new Error(
        `protocol.handle('${scheme}') without registerSchemesAsPrivileged is not in the Electron double`,
      );
    }
    state.protocolHandlers.set(scheme, handler);
  }

  unhandle(scheme: string): void {
    if (!state.protocolHandlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  }

  isProtocolHandled(scheme: string): boolean {
    return state.protocolHandlers.has(scheme) || ['http', 'https', 'file', 'data', 'blob'].includes(scheme);
  }
}
makeLoud('protocol', Protocol);

export const protocol = new Protocol();
