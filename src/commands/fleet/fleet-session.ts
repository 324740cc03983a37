/** A run of a fleet from its settings to its last line: builds the parts, connects the screen and the signals, and beats. */
import { longestStep } from '../../core/beat.ts';
import { systemClock } from '../../core/clock.ts';
import { FleetSupervisor, type FleetSupervisorOptions } from '../../core/fleet/index.ts';
import { guardSettings } from '../../core/guard.ts';
import { PERIODS_TO_RETIREMENT } from '../../core/vigil.ts';
import { SurpriseDetector } from '../../inference/surprise-detector.ts';
import { coreSha256, DetectorBank } from '../../numeric/index.ts';
import type { Source } from '../../sources/source.ts';
import { TLambdaPulse } from '../../sync/index.ts';
import { type Acting, actingFor, onHaltSignal, unfinishedText } from '../acting.ts';
import { namingLabels } from '../entity-settings.ts';
import { ledgerFor, loadOf, Notices, onSignals } from '../run-session.ts';
import { readSettings, type Settings } from '../settings.ts';
import type { SourceSettings } from '../source-settings.ts';
import { sourceFor } from '../sources-for.ts';
import { threatModelFor } from '../threat-model.ts';
import { fleetOutputFor } from './fleet-output.ts';
import { type FleetSettings, type FleetTexts, readFleetSettings } from './fleet-settings.ts';
import { periodOf } from './period-of.ts';

export interface FleetSessionOptions extends FleetTexts {
  /** Texts of the flags, by key of the settings. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly config: string | undefined;
  readonly json: boolean;
  readonly program: { readonly name: string; readonly version: string };
}

/** @returns false when standard output took no more, and with it went the reason to go on */
export async function runFleet(options: FleetSessionOptions): Promise<boolean> {
  const settings = await readSettings(options.flags, process.env, options.config);
  const fleet = readFleetSettings(options, settings);
  const notices = new Notices();
  const tell = (text: string): void => notices.tell(text);
  const model = await threatModelFor(settings);
  const source = await sourceFor(settings.sources, tell);
  if (!source) throw new Error('a fleet without a source');
  const acting = await actingFor(settings.acting, settings.ledgerDir, tell);
  const ledger = await ledgerFor(settings);
  try {
    await ledger.open();
    await model.load();
    const period = givenPeriod(settings.sources) ?? (await periodOf(await unpaced(source, settings.sources)));
    const supervisor = new FleetSupervisor({
      ...supervisorOptions(settings, fleet, source, period, options.program),
      model,
      ledger,
      ledgerDir: settings.ledgerDir,
      actions: acting.options.actions ?? [],
      stops: acting.options.stops,
      stopTimeout: acting.options.stopTimeout,
      onUnfinished: (act) => tell(unfinishedText(act)),
    });
    return await beatUntilDone(supervisor, settings.beats, options.json, acting, notices);
  } finally {
    await acting.close();
    await ledger.close();
    await model.close();
  }
}

/** The same recording as fast as it can be read, where it is played in its own time. */
async function unpaced(source: Source, settings: SourceSettings): Promise<Source> {
  const [only, ...others] = settings.sources;
  if (only?.config.kind !== 'file' || !only.config.realtime || others.length > 0) return source;
  const config = { ...only.config, realtime: false };
  return (await sourceFor({ ...settings, sources: [{ ...only, config }] }, () => undefined)) ?? source;
}

/** Of a single source that says so. Seconds. */
function givenPeriod({ sources: [only, ...others] }: SourceSettings): number | undefined {
  return others.length > 0 ? undefined : only?.config.period;
}

function supervisorOptions(
  settings: Settings,
  { rollup, leavesFor, snapshotEvery }: FleetSettings,
  source: Source,
  period: number,
  program: FleetSessionOptions['program'],
): Omit<FleetSupervisorOptions, 'model' | 'ledger'> {
  const { k, p, t1, u, tThreshold, kp, ki, kd, entities } = settings;
  const load = loadOf(settings);
  const retireAfter = entities.retireAfter ?? PERIODS_TO_RETIREMENT * period;
  const bank = new DetectorBank();
  const detector = (): SurpriseDetector => new SurpriseDetector({ bank });
  const { name, version, options = null } = detector();
  return {
    source,
    clock: systemClock,
    leavesFor,
    rounds: { period, entityBy: namingLabels(entities) },
    watch: { period, retireAfter, load, detector },
    config: {
      settings: {
        parameters: { k, p, t1, tThreshold, kp, ki, kd, setpoint: load?.setpoint ?? 1 },
        u,
        load: load?.metric ?? null,
        guard: guardSettings(settings.acting.guard),
        dtMax: longestStep(period, new TLambdaPulse({ k, p, t1, u })),
        rollup,
      },
      entityBy: entities.entityBy,
      program,
      coreSha256,
      source: { name: source.name, period },
      detector: { name, version, options },
      retireAfter,
      leavesFor: { seconds: leavesFor.seconds ?? null, beats: leavesFor.beats ?? null },
      snapshotEvery,
    },
  };
}

async function beatUntilDone(
  supervisor: FleetSupervisor,
  beats: number,
  json: boolean,
  acting: Acting,
  notices: Notices,
): Promise<boolean> {
  const output = fleetOutputFor(process.stdout, process.env, json);
  notices.to((text) => output.notice(text));
  const disconnect = onHaltSignal(acting.halt, (text) => output.notice(text));
  const release = onSignals(
    (signal) => {
      output.stopping(signal);
      supervisor.requestStop();
    },
    () => output.abandon(),
  );
  let read = true;
  const gone = (): void => {
    // To leave the view is to write once more, and that fails too.
    if (!read) return;
    read = false;
    output.abandon();
    supervisor.requestStop();
  };
  process.stdout.on('error', gone);
  supervisor.observe((beat) => output.beat(beat));
  try {
    await output.finish(await supervisor.start({ beats }));
    return read;
  } catch (error) {
    output.abandon();
    throw error;
  } finally {
    release();
    disconnect();
    process.stdout.off('error', gone);
  }
}
