// Runs before anything else in the page: what is there now, the preload has put there.
window.contractAtStart = typeof window.contract;
window.setByPage = true;

/** The messages of the ports that main has given. */
window.portMessages = [];
window.addEventListener('message', ({ data, ports: [port] }) => {
  if (data?.kind !== 'port') return;
  port.addEventListener('message', (event) => window.portMessages.push(event.data));
  port.start();
  port.postMessage({ from: 'page', bytes: data.message.bytes });
});
