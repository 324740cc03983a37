/**
 * The network below a mesh node: js-libp2p over TCP, with Noise, Yamux and gossipsub (DESIGN §6). Gossipsub neither signs
 * nor checks here: statements carry the signature of their origin, which is checked before they are told on.
 */
import type { Connection, PeerId, Stream } from '@libp2p/interface';
import { messageOf } from '../core/errors.ts';
import { FrameReader, framed } from './frame-stream.ts';
import { MOST_FRAME_BYTES } from './frames.ts';
import type { Contact } from './introductions.ts';

const TOPIC = 'venom-mesh/1';
const PROTOCOL = '/venom-mesh/1';
/** Frames that wait for a stream to open. */
const MOST_WAITING = 64;
/**
 * gossipsub scores peers that share an address so low from the eleventh on that it hears them no more: a measure against
 * strangers who come in crowds. Here all are known by key, and many behind one address (pods of a node, a NAT) is common.
 */
const SCORES = { IPColocationFactorWeight: 0 };
/** Peers that a node floods to: were one that all others know to prune them to a dozen, the rest would hear by repair. */
const MOST_GRAFTED = 64;
/** Bytes that wait to be written to a peer that reads too slowly; above it, it is cut off. */
const MOST_UNWRITTEN = 4 * MOST_FRAME_BYTES;

export interface NetworkOptions {
  readonly seed: Uint8Array;
  readonly host: string;
  readonly port: number;
  readonly networkKey?: Uint8Array | undefined;
  readonly mdns: boolean;
  readonly allowed: (peer: string) => boolean;
  readonly onGossip: (wire: Uint8Array, from: string) => 'accept' | 'ignore' | 'reject';
  readonly onFrame: (frame: Uint8Array, from: string) => void;
  readonly onConnected: (peer: string) => void;
  readonly onTrouble: (trouble: NetworkTrouble) => void;
}

export interface NetworkTrouble {
  readonly what: 'refused' | 'dial' | 'send' | 'publish' | 'oversized';
  readonly peer: string;
  readonly why: string;
}

export interface Network {
  /** Multiaddrs, with the peer id. */
  addresses(): string[];
  neighbours(): string[];
  connections(): { readonly peer: string; readonly address: string }[];
  /** Where those that it is connected to say that they listen. */
  contacts(): Promise<Contact[]>;
  publish(wire: Uint8Array): void;
  send(peer: string, frame: Uint8Array): void;
  /** @param addresses of one peer, of which one has to answer */
  dial(...addresses: readonly string[]): Promise<void>;
  /** @returns seconds there and back */
  ping(peer: string): Promise<number>;
  stop(): Promise<void>;
}

interface Channel {
  stream: Stream | undefined;
  readonly waiting: Uint8Array[];
}

export async function openNetwork(options: NetworkOptions): Promise<Network> {
  const [
    { createLibp2p },
    { tcp },
    { noise, pureJsCrypto },
    { yamux },
    { gossipsub, StrictNoSign, TopicValidatorResult },
    { identify },
    { ping },
    { generateKeyPairFromSeed },
    { peerIdFromString },
    { multiaddr },
    { getCiphers },
  ] = await Promise.all([
    import('libp2p'),
    import('@libp2p/tcp'),
    import('@libp2p/noise'),
    import('@libp2p/yamux'),
    import('@libp2p/gossipsub'),
    import('@libp2p/identify'),
    import('@libp2p/ping'),
    import('@libp2p/crypto/keys'),
    import('@libp2p/peer-id'),
    import('@multiformats/multiaddr'),
    import('node:crypto'),
  ]);
  const { onTrouble } = options;
  const denied = (peer: { toString(): string }): boolean => {
    if (options.allowed(peer.toString())) return false;
    onTrouble({ what: 'refused', peer: peer.toString(), why: 'not on the allowlist' });
    return true;
  };
  const family = options.host.includes(':') ? 'ip6' : 'ip4';
  const host = options.host === 'localhost' ? '127.0.0.1' : options.host;
  const node = await createLibp2p({
    privateKey: await generateKeyPairFromSeed('Ed25519', options.seed),
    addresses: { listen: [`/${family}/${host}/tcp/${options.port}`] },
    transports: [tcp()],
    // Bun's node:crypto lacks the cipher that noise asks it for with packets of more than 1,200 bytes.
    connectionEncrypters: [noise(getCiphers().includes('chacha20-poly1305') ? {} : { crypto: pureJsCrypto })],
    streamMuxers: [yamux()],
    connectionGater: {
      denyDialMultiaddr: () => false,
      denyInboundEncryptedConnection: denied,
      denyOutboundEncryptedConnection: denied,
    },
    // Dials by DNS have no peer id, and may find this very node: they are few, and tried again.
    connectionManager: { maxConnections: 500, inboundConnectionThreshold: 50 },
    ...(options.networkKey && { connectionProtector: await protector(options.networkKey) }),
    ...(options.mdns && {
      peerDiscovery: [(await import('@libp2p/mdns')).mdns({ serviceTag: 'venom-mesh' })],
    }),
    services: {
      identify: identify(),
      ping: ping(),
      pubsub: gossipsub({
        globalSignaturePolicy: StrictNoSign,
        msgIdFn: ({ data }) => data.slice(0, 32),
        allowPublishToZeroTopicPeers: true,
        allowedTopics: [TOPIC],
        Dhi: MOST_GRAFTED,
        scoreParams: SCORES,
        maxInboundDataLength: MOST_FRAME_BYTES,
        maxOutboundBufferSize: MOST_UNWRITTEN,
      }),
    },
  });
  const { pubsub } = node.services;
  const verdicts = {
    accept: TopicValidatorResult.Accept,
    ignore: TopicValidatorResult.Ignore,
    reject: TopicValidatorResult.Reject,
  };
  // Copied: what is kept of it must not keep the whole buffer that it came in.
  pubsub.topicValidators.set(
    TOPIC,
    (peer, { data }) => verdicts[options.onGossip(data.slice(), peer.toString())],
  );
  await node.handle(PROTOCOL, (stream, connection) => receive(stream, connection, options), {
    maxInboundStreams: 4,
    maxOutboundStreams: 4,
  });
  node.addEventListener('peer:connect', ({ detail }) => options.onConnected(detail.toString()));
  node.addEventListener('peer:discovery', ({ detail }) => {
    node.dial(detail.id).catch((error: unknown) => {
      onTrouble({ what: 'dial', peer: detail.id.toString(), why: messageOf(error) });
    });
  });
  pubsub.subscribe(TOPIC);

  const channels = new Map<string, Channel>();
  node.addEventListener('peer:disconnect', ({ detail }) => channels.delete(detail.toString()));
  // It throws where the connection is just being torn down: that must not end the work of whoever sends.
  const write = (peer: string, stream: Stream, frame: Uint8Array): void => {
    try {
      stream.send(framed(frame));
    } catch (error) {
      channels.delete(peer);
      onTrouble({ what: 'send', peer, why: messageOf(error) });
    }
  };
  const open = async (peer: string, channel: Channel): Promise<void> => {
    try {
      const stream = await node.dialProtocol(peerIdFromString(peer), PROTOCOL);
      stream.maxWriteBufferLength = MOST_UNWRITTEN;
      stream.addEventListener('close', () => {
        if (channels.get(peer) === channel) channels.delete(peer);
      });
      channel.stream = stream;
      for (const frame of channel.waiting.splice(0)) write(peer, stream, frame);
    } catch (error) {
      channels.delete(peer);
      onTrouble({ what: 'send', peer, why: messageOf(error) });
    }
  };

  // A peer that has just gone is no longer there.
  const addressesKept = async (id: PeerId) =>
    (await node.peerStore.get(id).catch(() => undefined))?.addresses ?? [];

  return {
    addresses: () => node.getMultiaddrs().map(String),
    neighbours: () => node.getPeers().map(String),
    connections: () =>
      node.getConnections().map(({ remotePeer, remoteAddr }) => ({
        peer: remotePeer.toString(),
        address: remoteAddr.toString(),
      })),
    contacts: () =>
      Promise.all(
        node.getPeers().map(async (id) => ({
          peer: id.toString(),
          addresses: (await addressesKept(id)).map(({ multiaddr: address }) => address.toString()),
        })),
      ),
    publish(wire) {
      pubsub.publish(TOPIC, wire).catch((error: unknown) => {
        onTrouble({ what: 'publish', peer: '', why: messageOf(error) });
      });
    },
    send(peer, frame) {
      const known = channels.get(peer);
      if (known?.stream?.status === 'open') {
        write(peer, known.stream, frame);
        return;
      }
      const channel = known && !known.stream ? known : { stream: undefined, waiting: [] };
      if (channel.waiting.length < MOST_WAITING) channel.waiting.push(frame);
      if (channel === known) return;
      channels.set(peer, channel);
      void open(peer, channel);
    },
    async dial(...addresses) {
      await node.dial(addresses.map((address) => multiaddr(address)));
    },
    ping: async (peer) => (await node.services.ping.ping(peerIdFromString(peer))) / 1000,
    stop: async () => {
      await node.stop();
    },
  };
}

async function protector(networkKey: Uint8Array) {
  const { preSharedKey } = await import('@libp2p/pnet');
  const digits = Array.from(networkKey, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return preSharedKey({ psk: new TextEncoder().encode(`/key/swarm/psk/1.0.0/\n/base16/\n${digits}`) });
}

function receive(stream: Stream, connection: Connection, { onFrame, onTrouble }: NetworkOptions): void {
  const reader = new FrameReader();
  const peer = connection.remotePeer.toString();
  stream.addEventListener('message', ({ data }) => {
    const frames = reader.read(data.subarray());
    if (frames) {
      for (const frame of frames) onFrame(frame, peer);
      return;
    }
    const error = new Error(`announced a frame of more than ${MOST_FRAME_BYTES} bytes`);
    onTrouble({ what: 'oversized', peer, why: error.message });
    stream.abort(error);
  });
}
