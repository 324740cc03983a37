/**
 * One message from one node to another over loopback: a bare gossipsub of libp2p, which signs and checks by itself, against
 * a mesh node, with the pace of delivery off and on. At most 64 messages are under way.
 */
import { NO_PACING, P2PMesh, PACING, type Pacing } from '../mesh/index.ts';
import { type Contender, compare, type Measured } from './measure.ts';

const UNDER_WAY = 64;
const UNLIMITED = { rate: 1e9, burst: 1e9 };
const BODY = { anoms: 2 };

/** Nodes to be stopped when all is measured: they would keep the process alive. */
const nodes: { stop(): unknown }[] = [];

export async function measureMesh(rounds: number): Promise<Measured[]> {
  try {
    const contenders = [
      await bareGossipsub(),
      await meshPair('mesh, deliveries not paced', NO_PACING),
      await meshPair('mesh, deliveries at the adaptive pace', PACING),
    ];
    return await compare(contenders, { rounds, roundLength: 400 });
  } finally {
    await Promise.all(nodes.splice(0).map((node) => node.stop()));
  }
}

/** Publishes as long as there is room, and ends when all have arrived. */
function windowed(publish: () => void): { arrived(): void; run(count: number): Promise<void> } {
  let [left, open, done] = [0, 0, (): void => undefined];
  const fill = (): void => {
    while (left > 0 && open < UNDER_WAY) {
      left--;
      open++;
      publish();
    }
    if (left === 0 && open === 0) done();
  };
  return {
    arrived() {
      open--;
      fill();
    },
    run: (count) =>
      new Promise((resolve) => {
        [left, done] = [count, resolve];
        fill();
      }),
  };
}

async function meshPair(name: string, pacing: Pacing): Promise<Contender> {
  const limits = {
    intake: {
      perOrigin: UNLIMITED,
      perNeighbour: UNLIMITED,
      perNeighbourFrames: UNLIMITED,
      perNeighbourChecks: UNLIMITED,
    },
  };
  const from = await new P2PMesh({ port: 0, pacing, limits }).start();
  const to = await new P2PMesh({ port: 0, pacing, limits, peers: from.addresses }).start();
  nodes.push(from, to);
  while (from.liveNodes < 2 || to.liveNodes < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  // The mesh of gossipsub is joined at its next heartbeat.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { arrived, run } = windowed(() => from.broadcast('bench', BODY));
  to.handle('bench', arrived);
  return { name, run };
}

async function bareGossipsub(): Promise<Contender> {
  const [{ createLibp2p }, { tcp }, { noise }, { yamux }, { gossipsub }, { identify }] = await Promise.all([
    import('libp2p'),
    import('@libp2p/tcp'),
    import('@libp2p/noise'),
    import('@libp2p/yamux'),
    import('@libp2p/gossipsub'),
    import('@libp2p/identify'),
  ]);
  const node = () =>
    createLibp2p({
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify(), pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) },
    });
  const [from, to] = [await node(), await node()];
  nodes.push(from, to);
  const topic = 'bench';
  for (const { services } of [from, to]) services.pubsub.subscribe(topic);
  await to.dial(from.getMultiaddrs());
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const data = new TextEncoder().encode(JSON.stringify(BODY));
  const failed = (error: unknown): never => {
    throw error;
  };
  const { arrived, run } = windowed(() => void from.services.pubsub.publish(topic, data).catch(failed));
  to.services.pubsub.addEventListener('message', arrived);
  return { name: 'libp2p gossipsub alone, signed', run };
}
