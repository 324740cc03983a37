/** The dashboard: what the service streams, drawn. Everything that is shown is text; nothing is taken for markup. */
import type { BeatRecord } from '../src/core/beat-record.ts';
import { Anomalies } from './anomalies.ts';
import { Charts } from './charts.ts';
import { byId, definitions, element } from './elements.ts';
import { Entities, forEntity } from './entities.ts';
import { Timeline } from './timeline.ts';
import { wireVerification } from './verification.ts';

/** Beats that are kept: as many as the service does. */
const KEPT = 600;

const records: BeatRecord[] = [];
const charts = new Charts();
const timeline = new Timeline();
const anomalies = new Anomalies();
const entities = new Entities(() => {
  listen();
  void look();
});
let drawing = false;
let events: EventSource | undefined;

function took(record: BeatRecord): void {
  const last = records.at(-1);
  // Told twice around a change of the entity.
  if (entities.chosen !== undefined && (record.entity ?? '') !== entities.chosen) return;
  // A new run of the same service begins anew.
  if (last && record.beat <= last.beat) records.length = 0;
  records.push(record);
  if (records.length > KEPT) records.shift();
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(draw);
}

function draw(): void {
  drawing = false;
  const last = records.at(-1);
  if (!last) return;
  charts.draw(records);
  timeline.draw(records);
  anomalies.draw(records);
  const action = byId('action');
  action.textContent = last.enacted;
  action.className = `action ${last.enacted}`;
  byId('reason').textContent = last.reason;
  byId('figures').replaceChildren(...definitions(figuresOf(last)));
}

function figuresOf({
  beat,
  tLambda,
  tThreshold,
  load,
  decvec,
  budget,
  totalAnoms,
  pid,
  features,
}: BeatRecord) {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return [
    ['beat', String(beat)],
    ['pulse', `${(tLambda * 1e3).toFixed(2)} of ${(tThreshold * 1e3).toFixed(0)} ms`],
    [
      'load',
      load ? `${load.value?.toFixed(2) ?? 'unknown'} of ${load.setpoint} (${load.metric})` : 'open loop',
    ],
    ['threat', decvec.rawThreat.toFixed(3)],
    ['anomalies', totalAnoms.toFixed(1)],
    ['budget', percent(budget)],
    ['controller', pid.state],
    ['senses', features.blind ? 'blind' : features.warmingUp ? 'warming up' : 'clear'],
  ] as const;
}

function show(state: 'live' | 'lost' | 'ended', text: string): void {
  const link = byId('link');
  link.textContent = text;
  link.className = `pill ${state}`;
}

/** Listens to the entity that is chosen, and to no other any more. */
function listen(): void {
  events?.close();
  records.length = 0;
  timeline.close();
  const heard = new EventSource(forEntity(`/api/beats?last=${KEPT}`, entities.chosen));
  events = heard;
  heard.addEventListener('open', () => show('live', 'live'));
  heard.addEventListener('beat', ({ data }) => took(JSON.parse(data)));
  heard.addEventListener('error', () => show('lost', 'connection lost'));
  heard.addEventListener('end', () => {
    heard.close();
    show('ended', 'the run has ended');
  });
}

/** Milliseconds between two looks at what no beat tells. */
const LOOK = 5000;

async function look(): Promise<void> {
  try {
    await entities.look();
    const response = await fetch(forEntity('/api/status?limit=1', entities.chosen));
    // Retired: the next look chooses another.
    if (response.status === 404) return entities.gone();
    const status = await response.json();
    const chosen = status.entity ? ` · ${status.entity}` : '';
    byId('where').textContent = `${status.source} · ${status.loop}${chosen}`;
    byId('ledger').replaceChildren(
      ...definitions([
        ['entries', `${status.ledgerLength}, of them read back ${status.ledgerVerifiedLength}`],
        ['kept in', status.ledgerLocation],
        ['key', (await keyOf(status)) ?? 'not signed yet'],
      ]),
    );
    byId('peers').replaceChildren(...peersOf(status.peers));
  } catch {
    show('lost', 'connection lost');
  }
}

/** Public key of the checkpoint: what to compare with one that was had elsewhere. */
async function keyOf(status: {
  firstEntry: number | null;
  ledgerVerifiedLength: number;
}): Promise<string | null> {
  if (status.firstEntry === null || status.ledgerVerifiedLength === 0) return null;
  const response = await fetch('/api/ledger/checkpoint');
  return response.headers.get('venom-public-key');
}

function peersOf(peers: readonly { id: string; age: number | null }[] | null): Node[] {
  if (!peers) return [element('p', 'This node is by itself.', 'none')];
  if (peers.length === 0) return [element('p', 'No peer is heard of.', 'none')];
  const rows = peers.map(({ id, age }) => {
    const row = element('tr');
    row.append(element('td', id), element('td', age === null ? 'unknown' : `${age.toFixed(0)} s ago`, 'n'));
    return row;
  });
  const table = element('table');
  table.append(...rows);
  return [table];
}

// Of many entities one is chosen before there is something to listen to.
void look().then(() => events ?? listen());
setInterval(() => void look(), LOOK);
wireVerification(() => entities.chosen);
