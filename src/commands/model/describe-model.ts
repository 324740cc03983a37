/** What a threat model is and does. */
import { THREAT_ALERT, THREAT_QUARANTINE } from '../../core/constants.ts';
import { EntropyModel } from '../../inference/entropy-model.ts';
import { printable } from '../view/index.ts';

export interface DescribeCommand {
  readonly model: string | undefined;
  readonly print: ((line: string) => void) | undefined;
  readonly printJson: ((document: unknown) => void) | undefined;
}

/** Anomalies that are tried. */
const MOST_ANOMALIES = 1000;

export async function describeModel({ model, print, printJson }: DescribeCommand): Promise<void> {
  const entropyModel = await new EntropyModel(model === undefined ? {} : { model }).load();
  try {
    const info = entropyModel.info();
    const usable = info.features === 1;
    const alertFrom = usable ? await leastFor(entropyModel, THREAT_ALERT) : null;
    const quarantineFrom = usable ? await leastFor(entropyModel, THREAT_QUARANTINE) : null;
    printJson?.({ type: 'model', ...info, usable, alertFrom, quarantineFrom });
    if (!print) return;
    const from = (least: number | null): string => (least === null ? 'never' : `from ${least} anomalies on`);
    print(printable(`model       ${info.source}`));
    print(`SHA-256     ${info.sha256}`);
    print(
      printable(
        `input       ${info.input} [N,${info.features}], opset ${info.opset}, IR version ${info.irVersion}`,
      ),
    );
    print(`ml weight   ${info.mlWeight ?? 'none: it takes no weight'}`);
    if (usable) {
      print(`ALERT       ${from(alertFrom)} (a threat of ${THREAT_ALERT})`);
      print(`QUARANTINE  ${from(quarantineFrom)} (a threat of ${THREAT_QUARANTINE})`);
    } else
      print(
        `use         none in a run: it asks for ${info.features} numbers, and a beat has one, its anomalies`,
      );
  } finally {
    await entropyModel.close();
  }
}

/** The least whole number of anomalies whose threat is as high; null where none is. */
export async function leastFor(model: EntropyModel, threat: number): Promise<number | null> {
  for (let anomalies = 0; anomalies <= MOST_ANOMALIES; anomalies++) {
    if ((await model.threat(anomalies)) >= threat) return anomalies;
  }
  return null;
}
