// A conformance server that runs by itself: in another thread, or in another process.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { messagePortPipe } from '#ipc/transports/index.ts';
import { ProcessPipes } from '../pipes/process-pipes.ts';
import { serverConfig } from './config.ts';
import { ConformanceHost } from './host.ts';

/** The label of the pipe that carries the test's own questions. */
const control = 'control';

if (parentPort) {
  const host = new ConformanceHost(serverConfig.parse(workerData));
  parentPort.on('message', ({ port, label }: { port: MessagePort; label: string }) => {
    const pipe = messagePortPipe(port);
    if (label === control) host.serveControl(pipe);
    else host.serve(pipe, label);
  });
} else {
  const host = new ConformanceHost(serverConfig.parse(JSON.parse(process.argv[2] ?? '{}')));
  const pipes = new ProcessPipes(process, (pipe, label) => {
    if (label === control) host.serveControl(pipe);
    else host.serve(pipe, label);
  });
  process.on('disconnect', () => pipes[Symbol.dispose]());
}
