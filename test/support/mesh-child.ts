/** A mesh node in a process of its own: says who it is, then every message it is given, as lines of JSON. */
import { createInterface } from 'node:readline';
import { P2PMesh } from '../../src/mesh/index.ts';

const [allow = '', ...peers] = process.argv.slice(2);
const mesh = new P2PMesh({
  port: 0,
  peers,
  redial: 0.5,
  rhythm: { heartbeat: 0.3 },
  ...(process.env.MESH_DIR !== undefined && { dir: process.env.MESH_DIR }),
  ...(allow !== '' && { allow: allow.split(',') }),
});
const say = (line: object): void => console.log(JSON.stringify(line));
mesh.handle('*', ({ origin, seq, body }) => say({ type: 'message', origin, seq, body }));
mesh.on('member', ({ id, to }) => say({ type: 'member', id, to, live: mesh.liveNodes }));
await mesh.start();
say({ type: 'ready', id: mesh.id, address: mesh.addresses[0] });
const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  if (line === 'stop') mesh.stop().then(() => process.exit(0));
  else mesh.broadcast('risk', JSON.parse(line));
});
