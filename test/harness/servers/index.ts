/**
 * Real servers on this machine for everybody's tests: `await using server = await startTestServer()`. What they answer
 * is listed at `routes`. No test runner is needed, and importing this has no side effects.
 */
export { encoded, type TestCoding } from './encodings.ts';
export { lineAt, lineBytes, numberedLines } from './lines.ts';
export { routes } from './routes.ts';
export { type ProxiedRequest, startTestProxy, type TestProxy } from './test-proxy.ts';
export {
  type ReceivedRequest,
  startTestServer,
  type TestCertificate,
  testAuthority,
  type TestServer,
} from './test-server.ts';
export { zstdFixtureBytes } from './zstd.ts';
