/** What tests run in threads and processes of their own, beside the app's own threads; see `bundle`. */
export const scriptsOfTests = {
  'busy-worker': 'test/harness/services/busy-worker.ts',
  'conformance-client': 'test/conformance/server/client-entry.ts',
  'conformance-server': 'test/conformance/server/entry.ts',
  'folder-lock-process': 'test/harness/services/folder-lock-process.ts',
  'lock-process': 'test/harness/services/lock-process.ts',
  'logging-process': 'test/harness/services/logging-process.ts',
  'replacing-process': 'test/harness/services/replacing-process.ts',
  'saving-process': 'test/harness/services/saving-process.ts',
  'typing-process': 'test/harness/services/typing-process.ts',
} as const;

export type ScriptOfTests = keyof typeof scriptsOfTests;
